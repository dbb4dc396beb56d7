import type { Hook } from '../netfilter/hooks.js';
import type { Outcome } from '../extension/extension.js';
import type { BoundRule, Chain } from '../ruleset/ruleset.js';
import type { Branch } from './branch.js';
import { BranchFacts } from './facts.js';
import type { KnownWay } from './knownWay.js';
import type { RuleIndex } from './ruleIndex.js';
import { evaluate } from '../condition/evaluate.js';
import { fullMask } from '../netfilter/marks.js';
import type { Visit } from './visitRule.js';
import type { Walk } from './walk.js';
import { noReads, noteBits, noteCondition } from './wayReads.js';

/** Looks on while a branch goes through a table, and tells its way where others can take it. */
export interface WayRecorder {
  chain(chain: Chain): void;
  skip(index: RuleIndex, from: number, to: number): void;
  rule(before: Branch, rule: BoundRule, visits: readonly Visit[]): void;
  outcome(before: Branch, outcome: Outcome): void;
  /** Undefined where it depended on more than can be told. */
  way(results: readonly Branch[]): KnownWay | undefined;
}

/** Begins with a branch in front of a table. */
export function recordWay(walk: Walk, start: Branch, hook: Hook): WayRecorder {
  const reads = noReads();
  const { visits, matched } = walk.limit;
  let plain = true;
  /** The walk may write the mark, after which it is not the packet's own that is read. */
  let wroteMark = false;
  const factsOf = (branch: Branch): BranchFacts => new BranchFacts(walk, branch, hook, branch.visit);
  return {
    chain(chain) {
      if (plain) reads.chains.set(chain, chain.rules);
    },
    skip(index, from, to) {
      if (plain) reads.skips.push({ index, from, to });
    },
    rule(before, rule, ways) {
      const [only] = ways;
      plain &&= ways.length === 1 && only?.branch === before;
      const facts = factsOf(before);
      for (const { condition, effects } of rule.matches) {
        if (!plain) return;
        plain = effects.length === 0 && noteCondition(reads, condition, facts);
        if (plain && evaluate(condition, facts).kind !== 'yes') return;
      }
    },
    outcome(before, outcome) {
      plain &&= outcome.kind === 'do';
      if (!plain || outcome.kind !== 'do') return;
      for (const { kind } of outcome.effects) {
        if (kind === 'mark') {
          wroteMark = true;
          plain &&= noteBits(reads, 'mark', fullMask, factsOf(before));
        } else plain &&= kind === 'note';
      }
    },
    way(results) {
      const [end] = results;
      const hop = end?.hops?.hop;
      if (!plain || walk.limit.cut || end === undefined || results.length > 1 || hop?.kind !== 'table')
        return undefined;
      const { knowledge, overlay, connection } = start;
      if (end.knowledge !== knowledge || end.overlay !== overlay || end.connection !== connection)
        return undefined;
      return {
        reads,
        hop,
        visits: walk.limit.visits - visits,
        matched: walk.limit.matched - matched,
        visit: end.visit - start.visit,
        mark: wroteMark ? end.packet.mark : undefined,
        decided: end.decided === start.decided ? undefined : end.decided,
        end: end.end,
      };
    },
  };
}

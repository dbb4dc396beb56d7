import type { Hook } from '../netfilter/hooks.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { aroundAll, aroundAlso, aroundWithin } from './around.js';
import type { Around } from './around.js';
import { changesForPacket, isUnbounded, matchedWithin, unbounded } from './bounds.js';
import type { Bounds, ChangesBehind } from './bounds.js';
import { boundsThrough } from './boundsThrough.js';
import { effectsOf } from './effectsOf.js';
import { tablesPassed } from './tablesPassed.js';
import { allRules } from './survey.js';
import type { RulesOf } from './survey.js';
import { translatedWithin, translatesPrefixes } from './translatedBounds.js';

/**
 * The rules that packets within some bounds, as they come, may match on their way through the node, or that change something for them: for these packets
 * a ruleset without all others is the same. Bounds are cheap where sets are not, so that questions about few packets take no more than what these few meet.
 * `own`: around those that the node itself sends. @see flowSets.ts, whose way this is
 */
export function sliceOf(
  ruleset: Ruleset,
  start: Around,
  changesBehind: ChangesBehind = changesForPacket,
  own: Around = start,
): RulesOf {
  const met = start.some(isUnbounded) ? undefined : rulesMet(ruleset, start, own, changesBehind);
  if (met === undefined) return allRules;
  const kept = new Map<Chain, readonly BoundRule[]>();
  return (chain) => {
    const rules = met.get(chain) ?? noneMet;
    if (rules.size === 0 && chain.table !== 'raw') return noRules;
    const inOrder = kept.get(chain) ?? chain.rules.filter((rule) => rules.has(rule) || marksTemplates(rule));
    kept.set(chain, inOrder);
    return inOrder;
  };
}

const noRules: readonly BoundRule[] = [];
const noneMet: ReadonlySet<BoundRule> = new Set();

/** What packets of others write there is for all that are given the same template. @see effectSets.ts takeTemplate */
function marksTemplates(rule: BoundRule): boolean {
  return (
    rule.table === 'raw' &&
    effectsOf(rule).some(({ kind }) => kind === 'connmark-set' || kind === 'connmark-save')
  );
}

/** Of each chain that is entered; undefined where nothing less than all is sure. */
function rulesMet(
  ruleset: Ruleset,
  start: Around,
  ofNode: Around,
  changesBehind: ChangesBehind,
): ReadonlyMap<Chain, ReadonlySet<BoundRule>> | undefined {
  if (translatesPrefixes(ruleset)) return undefined;
  const met = new Map<Chain, Set<BoundRule>>();
  const told = { all: true };

  const passTable = (table: Table, first: Chain, hook: Hook, here: Around): Around => {
    let left = here;
    const keep = (chain: Chain, rule: BoundRule): void => {
      met.set(chain, (met.get(chain) ?? new Set()).add(rule));
    };
    const isPassed = boundsThrough(table, first, here, {
      take(chain, rule, matched) {
        keep(chain, rule);
        for (const effect of effectsOf(rule)) {
          if (effect.kind === 'nat') left = aroundAlso(left, translatedWithin(matched, effect.to, hook));
        }
      },
      come(chain, rule, around) {
        const behind = changesBehind(rule);
        if (behind !== undefined && matchedWithin(around, rule, behind) !== undefined) keep(chain, rule);
      },
    });
    told.all &&= isPassed;
    return left;
  };
  /** What packets then have by way of interfaces is as before: those of a stage are only what its rules see. */
  const passHook = (hook: Hook, around: Around, stage: Partial<Bounds>, looped: boolean): Around => {
    let passed: Around = [];
    for (const { names, alike } of byInterfaces(around)) {
      let here: Around = alike.map((bounds) => ({ ...bounds, ...stage }));
      for (const { table, chain } of tablesPassed(ruleset, hook, looped)) {
        here = passTable(table, chain, hook, here);
      }
      passed = aroundAll(
        passed,
        here.map(({ numbers }) => ({ numbers, ...names })),
      );
    }
    return passed;
  };
  const receive = (around: Around, looped: boolean): void => {
    const stage = { ...(looped ? { in: ['lo'] } : {}), out: [''] };
    const routed = passHook('PREROUTING', around, stage, looped);
    passHook('INPUT', routed, stage, looped);
    if (!looped) passHook('POSTROUTING', passHook('FORWARD', routed, {}, false), {}, false);
  };

  receive(start.flatMap(asReceived), false);
  // Behind OUTPUT the way may be looked up again.
  const output = passHook('OUTPUT', aroundWithin(ofNode, { ...unbounded, in: [''] }), {}, false);
  const leaving = output.map(({ numbers }) => ({ numbers, in: [''] }));
  receive(passHook('POSTROUTING', leaving, {}, false), true);
  return told.all ? met : undefined;
}

/** What packets from outside have; none where the bounds are of packets of the node itself. */
function asReceived(bounds: Bounds): Around {
  const received = bounds.in?.filter((name) => name !== '');
  return received?.length === 0 ? [] : [{ ...bounds, ...(received && { in: received }) }];
}

interface Alike {
  readonly names: Partial<Bounds>;
  readonly alike: Around;
}

/** Bounds with the same interfaces together. */
function byInterfaces(around: Around): Iterable<Alike> {
  const groups = new Map<string, Alike>();
  for (const bounds of around) {
    const { in: inNames, out } = bounds;
    const key = JSON.stringify([inNames, out]);
    const { names, alike } = groups.get(key) ?? {
      names: { ...(inNames && { in: inNames }), ...(out && { out }) },
      alike: [],
    };
    groups.set(key, { names, alike: [...alike, bounds] });
  }
  return groups.values();
}

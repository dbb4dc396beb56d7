import type { Hook } from '../netfilter/hooks.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { aroundBoth, changesForPacket, isUnbounded, matchedWithin, unbounded, withinBoth } from './bounds.js';
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
 * @see flowSets.ts, whose way this is
 */
export function sliceOf(
  ruleset: Ruleset,
  start: Bounds,
  changesBehind: ChangesBehind = changesForPacket,
): RulesOf {
  const met = isUnbounded(start) ? undefined : rulesMet(ruleset, start, changesBehind);
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
  start: Bounds,
  changesBehind: ChangesBehind,
): ReadonlyMap<Chain, ReadonlySet<BoundRule>> | undefined {
  if (translatesPrefixes(ruleset)) return undefined;
  const met = new Map<Chain, Set<BoundRule>>();
  const told = { all: true };

  const passTable = (table: Table, first: Chain, hook: Hook, here: Bounds): Bounds => {
    let left = here;
    const keep = (chain: Chain, rule: BoundRule): void => {
      met.set(chain, (met.get(chain) ?? new Set()).add(rule));
    };
    const isPassed = boundsThrough(table, first, here, {
      take(chain, rule, matched) {
        keep(chain, rule);
        for (const effect of effectsOf(rule)) {
          if (effect.kind === 'nat') left = aroundBoth(left, translatedWithin(matched, effect.to, hook));
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
  const passHook = (hook: Hook, bounds: Bounds, stage: Partial<Bounds>, looped: boolean): Bounds => {
    let here: Bounds = { ...bounds, ...stage };
    for (const { table, chain } of tablesPassed(ruleset, hook, looped)) {
      here = passTable(table, chain, hook, here);
    }
    return { numbers: here.numbers, ...namesOf(bounds) };
  };
  const receive = (bounds: Bounds, looped: boolean): void => {
    const stage = { ...(looped ? { in: ['lo'] } : {}), out: [''] };
    const routed = passHook('PREROUTING', bounds, stage, looped);
    passHook('INPUT', routed, stage, looped);
    if (!looped) passHook('POSTROUTING', passHook('FORWARD', routed, {}, false), {}, false);
  };

  const received = start.in?.filter((name) => name !== '');
  if (received?.length !== 0) receive({ ...start, ...(received && { in: received }) }, false);
  const own = withinBoth(start, { ...unbounded, in: [''] });
  if (own !== undefined) {
    // Behind OUTPUT the way may be looked up again.
    const { numbers } = passHook('OUTPUT', own, {}, false);
    receive(passHook('POSTROUTING', { numbers, in: [''] }, {}, false), true);
  }
  return told.all ? met : undefined;
}

function namesOf({ in: inNames, out }: Bounds): Partial<Bounds> {
  return { ...(inNames && { in: inNames }), ...(out && { out }) };
}

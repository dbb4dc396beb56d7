import type { Around } from '../packetset/around.js';
import { askedPackets, aroundOwn } from '../packetset/askedLeaving.js';
import type { ChangesBehind } from '../packetset/bounds.js';
import type { Description } from '../packetset/describedSet.js';
import { effectsOf } from '../packetset/effectsOf.js';
import { sliceOf } from '../packetset/slice.js';
import type { RulesOf } from '../packetset/survey.js';
import { widthOf } from '../packetset/variables.js';
import type { NumberField } from '../packetset/variables.js';
import { openWorkshop } from '../packetset/workshop.js';
import type { DrawsOf, Workshop } from '../packetset/workshop.js';
import { joiningRule } from '../ruleset/joiningRule.js';
import type { BoundRule, Chain, Ruleset } from '../ruleset/ruleset.js';
import type { Changes } from './changedRules.js';
import type { StatesRead } from './leavesBehind.js';
import { followSide, placeOfChain } from './side.js';
import type { Side } from './side.js';

export interface Both {
  readonly workshop: Workshop;
  readonly old: Side;
  readonly now: Side;
}

interface BothRulesets {
  readonly before: Ruleset;
  readonly after: Ruleset;
  readonly among: Description;
  readonly mostNodes?: number;
}

/** Which packets are followed, through which rules of each side, and on which states of either anything depends. */
export interface Few {
  readonly around: Around;
  readonly rulesOf: RulesOf;
  readonly reads: StatesRead;
}

/**
 * Sends packets within some bounds through both, with the same variables. Rules that both have draw alike; where a packet may come to a chain again its
 * rules draw anew. Without `drawsAlike` every rule may draw anything, which takes fewer nodes.
 * @throws BudgetExceeded
 */
export function followBoth(rulesets: BothRulesets, changes: Changes, few: Few, drawsAlike: boolean): Both {
  const pairOf = pairsOf(changes);
  if (!drawsAlike) return followOnce(rulesets, changes, few, pairOf, undefined);
  const again = new Set<string>();
  const drawsOf: DrawsOf = (rule, place) =>
    again.has(placeOfChain(place, rule)) ? undefined : `${pairOf(rule)} ${place}`;
  for (;;) {
    const both = followOnce(rulesets, changes, few, pairOf, drawsOf);
    const known = again.size;
    for (const { again: more } of [both.old, both.now]) for (const place of more) again.add(place);
    if (again.size === known) return both;
  }
}

function followOnce(
  { before, after, among, mostNodes }: BothRulesets,
  changes: Changes,
  { around, rulesOf, reads }: Few,
  pairOf: (rule: BoundRule) => string,
  drawsOf: DrawsOf | undefined,
): Both {
  const workshop = openWorkshop([...before.tables, ...after.tables], before.family, {
    throughNat: true,
    told: keeping(among, [...writtenUnasked(before, rulesOf), ...writtenUnasked(after, rulesOf)]),
    whole: [before, after].every((ruleset) => joiningRule(ruleset) !== undefined),
    rulesOf,
    ...(mostNodes === undefined ? {} : { mostNodes }),
    ...(drawsOf === undefined ? {} : { drawsOf }),
  });
  const start = askedPackets(workshop, among, around);
  return {
    workshop,
    old: followSide(before, workshop, start, changes.before, pairOf, reads),
    now: followSide(after, workshop, start, changes.after, pairOf, reads),
  };
}

/** Packets within bounds, with the rules of each side that they meet. */
export function fewOfBoth(
  { before, after, among }: BothRulesets,
  around: Around,
  changesBehind: ChangesBehind,
  reads: StatesRead,
): Few {
  const own = aroundOwn(among, around);
  const ofBefore = sliceOf(before, around, changesBehind, own);
  const ofAfter = sliceOf(after, around, changesBehind, own);
  const isOfBefore = (chain: Chain): boolean =>
    before.tables.some(({ chains }) => chains.get(chain.name) === chain);
  return { around, reads, rulesOf: (chain) => (isOfBefore(chain) ? ofBefore : ofAfter)(chain) };
}

/** By what a rule is known that both have, or one alone. */
function pairsOf({ before, kept }: Changes): (rule: BoundRule) => string {
  const first = new Map<BoundRule, BoundRule>();
  for (const [was, is] of kept) first.set(is, was);
  return (rule) => {
    const was = kept.has(rule) ? rule : first.get(rule);
    const { line, number } = was ?? rule;
    return `${was !== undefined ? 'both' : before.rules.has(rule) ? 'before' : 'after'} ${line}:${number}`;
  };
}

/** What rules write that tells how packets leave, whether a rule asks for it or not. Of others nothing is to be told but the mark, or sets keep it anyway. */
function* writtenUnasked({ tables }: Ruleset, rulesOf: RulesOf): Iterable<NumberField> {
  for (const { chains } of tables) {
    for (const chain of chains.values()) {
      for (const effect of rulesOf(chain).flatMap(effectsOf)) {
        if (effect.kind === 'ttl') yield 'ttl';
        if (
          effect.kind === 'nat' &&
          effect.to.kind !== 'netmap' &&
          (effect.to.ports !== undefined || effect.to.random)
        )
          yield* ['sourcePort', 'destinationPort'];
      }
    }
  }
}

/** So that sets keep these though no rule asks for them. */
function keeping(among: Description, fields: readonly NumberField[]): Description {
  const numbers = new Map(among.numbers);
  for (const field of fields) if (!numbers.has(field)) numbers.set(field, [[0, 2 ** widthOf(field, 4) - 1]]);
  return { ...among, numbers };
}

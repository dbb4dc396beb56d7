import type { Effect, NatTarget } from '../packet/effect.js';
import type { Field } from '../packet/field.js';
import { drawingFor, drawnReads } from '../packetset/drawnSets.js';
import { effectsOf } from '../packetset/effectsOf.js';
import { flowSets } from '../packetset/flowSets.js';
import type { FlowEnd } from '../packetset/flowSets.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame, asTheyLeave } from '../packetset/rowsOf.js';
import { heldInOrder, takesMark } from '../packetset/heldBy.js';
import type { Workshop } from '../packetset/workshop.js';
import type { Hook } from '../netfilter/hooks.js';
import type { BoundRule, Chain, Ruleset } from '../ruleset/ruleset.js';
import type { ChangesOfSide } from './changedRules.js';
import { mostTimes, openDeeds } from './deeds.js';
import type { Deed } from './deeds.js';
import { freeChoices } from './freeChoices.js';
import { isAskedFor, statesAsked } from './leavesBehind.js';
import type { StatesRead } from './leavesBehind.js';
import { isLine, keyOfState, matters, writesOf } from './stateOf.js';

/** How packets end on one side: the end, and the rule or the policy that decided it where one stopped them. */
export interface Ending {
  readonly kind: FlowEnd['kind'];
  readonly hook: Hook;
  readonly by?: BoundRule | Chain;
  /** What is sent back, or where it goes: `icmp-port-unreachable`, `queue 0`. */
  readonly detail?: string;
}

/** Packets that end in one way by one decider. */
export interface Piece {
  readonly ending: Ending;
  /** As they are when they end. */
  readonly packets: PacketSet;
  /** As they came, with what was drawn for them. */
  readonly came: PacketSet;
  /** As they came, with the addresses and ports with which they leave. */
  readonly left: PacketSet;
}

/** Packets as they come to a rule that gets answers anew, with the fields on which these depend as they are by then. */
export interface Met {
  readonly reads: readonly Field[];
  readonly packets: PacketSet;
}

/** What nat decides, undefined where it leaves packets as they are, and about which. */
export interface Decided {
  readonly to: NatTarget | undefined;
  readonly came: PacketSet;
}

/** The way of packets through one of two rulesets. All sets are of packets as they came, with what was drawn for them. */
export interface Side {
  readonly pieces: readonly Piece[];
  /** Those that match a rule, or end by a policy, that this side has alone. */
  readonly touched: PacketSet;
  /** Those that match each rule that this side has alone. */
  readonly changed: ReadonlyMap<BoundRule, PacketSet>;
  /** Those of which a target that nobody knows may have made anything. */
  readonly unread: PacketSet;
  /** Those for which answers count that no variable stands for: of them sets tell what may be done, not what is. */
  readonly unsettled: PacketSet;
  /** By what is done. */
  readonly deeds: ReadonlyMap<string, Deed>;
  /** What nat decides in a hook, by both. */
  readonly translated: ReadonlyMap<Hook, ReadonlyMap<string, Decided>>;
  /** Packets with the marks with which their way is looked up. */
  readonly routed: PacketSet;
  /** By rule and place. */
  readonly met: ReadonlyMap<string, Met>;
  /** Chains that a packet may come to more than once, as `placeOfChain` names them. */
  readonly again: ReadonlySet<string>;
}

/** A chain in one place of the way. */
export function placeOfChain(
  place: string,
  { table, chain }: { readonly table: string; readonly chain: string },
): string {
  return `${place} ${table} ${chain}`;
}

/**
 * Sends packets through one of two rulesets and notes what is to be compared. `pairOf`: by what a rule is known in both; `statesRead`: the states on which
 * anything depends.
 * @throws BudgetExceeded
 */
export function followSide(
  ruleset: Ruleset,
  workshop: Workshop,
  start: PacketSet,
  changes: ChangesOfSide,
  pairOf: (rule: BoundRule) => string,
  statesRead: StatesRead,
): Side {
  const { diagrams } = workshop;
  const keyOf = keysOfEndings();
  const found = new Map<string, { ending: Ending; packets: PacketSet }>();
  const deeds = openDeeds(workshop);
  const choices = freeChoices(ruleset, workshop);
  const asksOf = statesAsked(ruleset, workshop, statesRead);
  const translated = new Map<Hook, Map<string, Decided>>();
  const entered = new Map<string, PacketSet>();
  const again = new Set<string>();
  const drawing = new Map<Chain, boolean>();
  const met = new Map<string, Met>();
  const changed = new Map<BoundRule, PacketSet>();
  let touched = nothing;
  let unread = nothing;
  let unsettled = nothing;
  let routed = nothing;

  const draws = (chain: Chain): boolean => {
    const known = drawing.get(chain) ?? chain.rules.some((rule) => drawnReads(workshop, rule) !== undefined);
    drawing.set(chain, known);
    return known;
  };
  const meet = (here: Workshop, rule: BoundRule, reads: readonly Field[], packets: PacketSet): void => {
    const key = `${pairOf(rule)} ${here.stage?.place ?? ''}`;
    const seen = asTheyLeave(workshop, packets, reads);
    const before = met.get(key)?.packets ?? nothing;
    met.set(key, { reads, packets: diagrams.or(before, seen) });
  };
  const unsettle = (packets: PacketSet): void => {
    unsettled = diagrams.or(unsettled, asTheyCame(workshop, packets));
  };
  flowSets(ruleset, workshop, start, {
    mostWalks: mostTimes,
    enter(_hook, chain, packets, place) {
      if (!draws(chain)) return;
      const key = placeOfChain(place, { table: chain.table, chain: chain.name });
      const came = asTheyCame(workshop, packets);
      const before = entered.get(key) ?? nothing;
      if (diagrams.and(before, came) !== nothing) again.add(key);
      entered.set(key, diagrams.or(before, came));
    },
    step(hook, { rule, arriving, matched }, here) {
      if (arriving === nothing) return;
      const isChanged = changes.rules.has(rule);
      const reads = drawnReads(here, rule);
      if (reads !== undefined && reads.size > 0) meet(here, rule, [...reads], arriving);
      unsettle(choices.torn(rule, arriving, matched));
      const asks = isChanged ? [] : asksOf(rule);
      if (asks.length > 0) deeds.ask(`${pairOf(rule)} ${here.stage?.place ?? ''}`, asks, arriving);
      const isUnsettled = reads !== undefined && drawingFor(here, rule).nextDraw === undefined;
      for (const { state, key, behind, by } of writesOf(rule)) {
        if (!isAskedFor(state, rule, statesRead)) continue;
        const name = state.kind === 'own' ? `own ${pairOf(rule)}` : `${keyOfState(state)} ${key}`;
        const coming = comingTo(here, rule, arriving, matched, behind);
        deeds.note(name, rule, { kind: 'state', state, by }, hook, coming);
        if (isUnsettled && drawnReads(here, { matches: rule.matches.slice(0, behind) })) unsettle(coming);
      }
      const taking = rule.matches.findIndex(takesMark);
      if (taking >= 0) unsettle(comingTo(here, rule, arriving, matched, taking));
      if (matched === nothing) return;
      if (isUnsettled && matters(rule)) unsettle(matched);
      for (const effect of effectsOf(rule)) {
        if (writesAny(effect, workshop, isChanged)) unsettle(matched);
        if (isCompared(effect))
          deeds.note(JSON.stringify(effect), rule, { kind: 'effect', effect }, hook, matched);
      }
      if (!isChanged && rule.action.kind !== 'unread') return;
      const came = asTheyCame(workshop, matched);
      if (isChanged) {
        touched = diagrams.or(touched, came);
        changed.set(rule, diagrams.or(changed.get(rule) ?? nothing, came));
      }
      if (rule.action.kind === 'unread') unread = diagrams.or(unread, came);
    },
    translate(hook, to, packets) {
      const key = to === undefined ? '' : JSON.stringify(to);
      const decided = translated.get(hook) ?? new Map<string, Decided>();
      const before = decided.get(key)?.came ?? nothing;
      const came = diagrams.or(before, asTheyCame(workshop, packets));
      translated.set(hook, decided.set(key, { to, came }));
    },
    route(packets) {
      routed = diagrams.or(routed, asTheyLeave(workshop, packets, ['mark']));
    },
    end({ packets, ...ending }) {
      const key = keyOf(ending);
      const known = found.get(key);
      found.set(key, { ending, packets: diagrams.or(known?.packets ?? nothing, packets) });
    },
    policy(chain, packets) {
      if (changes.policies.has(chain)) touched = diagrams.or(touched, asTheyCame(workshop, packets));
    },
  });
  const pieces = [...found.values()].map(({ ending, packets }) => ({
    ending,
    packets,
    came: asTheyCame(workshop, packets),
    left: asTheyLeave(workshop, packets, addressed),
  }));
  return { pieces, touched, changed, unread, unsettled, deeds: deeds.found, translated, routed, met, again };
}

export const addressed = ['source', 'destination', 'sourcePort', 'destinationPort'] as const;

/** What is compared by whether it is done, not by what comes of it. A line in a log is neither. */
function isCompared(effect: Effect): boolean {
  switch (effect.kind) {
    case 'tcp-options':
    case 'copy':
      return true;
    case 'set-map':
      return effect.priority || effect.queue;
    case 'note':
      return !isLine(effect);
    case 'mark':
    case 'connmark-set':
    case 'connmark-save':
    case 'connmark-restore':
    case 'nat':
    case 'notrack':
    case 'ct-template':
    case 'tos':
    case 'ttl':
    case 'set-entry':
    case 'tproxy':
    case 'mark-hash':
    case 'prefix':
      return false;
  }
}

/** Whether of what it writes sets tell only what it may be. @see applyEffectsTo */
function writesAny(effect: Effect, { survey }: Workshop, isChanged: boolean): boolean {
  switch (effect.kind) {
    case 'mark-hash':
      return true;
    case 'set-map':
      return effect.mark;
    // A word of the address balances the others.
    case 'prefix':
      return isChanged;
    case 'ct-template':
      return survey.writtenOnTemplates !== 0;
    case 'mark':
    case 'connmark-set':
    case 'connmark-save':
    case 'connmark-restore':
    case 'nat':
    case 'notrack':
    case 'tos':
    case 'ttl':
    case 'set-entry':
    case 'copy':
    case 'tproxy':
    case 'tcp-options':
    case 'note':
      return false;
  }
}

/** The packets for which the first matches of a rule hold. */
function comingTo(
  workshop: Workshop,
  rule: BoundRule,
  arriving: PacketSet,
  matched: PacketSet,
  behind: number,
): PacketSet {
  if (behind === rule.matches.length) return matched;
  const held = heldInOrder(drawingFor(workshop, rule), rule.matches.slice(0, behind));
  return workshop.diagrams.and(arriving, held.yes);
}

/** Tells decisions apart, also by rules of one number in tables of one name, of which each backend may have one. */
function keysOfEndings(): (ending: Ending) => string {
  const deciders = new Map<BoundRule | Chain, number>();
  return ({ kind, hook, by, detail = '' }) => {
    if (by === undefined) return `${kind} ${hook}`;
    const decider = deciders.get(by) ?? deciders.size;
    deciders.set(by, decider);
    return `${kind} ${decider} ${detail}`;
  };
}

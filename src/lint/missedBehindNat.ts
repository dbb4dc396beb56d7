import { effectsOf } from '../owners/ruleShape.js';
import type { Hook } from '../netfilter/hooks.js';
import type { NatTarget } from '../packet/effect.js';
import { everything, nothing } from '../packetset/packetSet.js';
import { pickedFrom } from '../packetset/translatedBounds.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { localSet } from '../packetset/localSet.js';
import { loopback } from '../packetset/loopback.js';
import { setOfNames } from '../packetset/namedSets.js';
import { packetsAt } from '../packetset/startSets.js';
import { setOfRanges, setOfValues } from '../packetset/valueSets.js';
import { walkSets } from '../packetset/walkSets.js';
import { openWorkshop } from '../packetset/workshop.js';
import type { BoundRule, Table } from '../ruleset/ruleset.js';
import type { Workshop } from '../packetset/workshop.js';

/** A rule that new connections would match if nat changed no destination, and do not match as it is. */
export interface MissedRule {
  readonly rule: BoundRule;
  /** `outside`: only those do that come by an interface which some rule names. */
  readonly kind: 'never' | 'outside';
  /** Translations that take what the rule asks for. */
  readonly by: readonly BoundRule[];
  /** Packets that the first of them takes though the rule asks for them. */
  readonly packets: PacketSet;
}

export interface MissedRules {
  readonly workshop: Workshop;
  readonly missed: readonly MissedRule[];
}

/** A set that would grow beyond this is not worth the wait. */
const mostNodes = 1 << 22;

/** Whether a rule changes where a packet goes to. */
export function isTranslation(rule: BoundRule): boolean {
  return effectsOf(rule).some((effect) => effect.kind === 'nat' && effect.side !== 'source');
}

/**
 * Which of some rules of filter miss what they ask for, since nat stands before them. What nat sends on may arrive with the new
 * destination and anything else, so that a rule is found only if no translation leads to it.
 * @throws BudgetExceeded
 */
export function missedBehind(nat: Table, filter: Table, asking: ReadonlySet<BoundRule>): MissedRules {
  const workshop = openTogether(nat, filter);
  const { diagrams } = workshop;
  const passes = {
    PREROUTING: passNat(workshop, nat, 'PREROUTING'),
    OUTPUT: passNat(workshop, nat, 'OUTPUT'),
  };
  const local = localSet(workshop);
  const could = new Map<BoundRule, PacketSet>();
  const does = new Map<BoundRule, PacketSet>();
  for (const hook of ['INPUT', 'FORWARD', 'OUTPUT'] as const) {
    const pass = passes[hook === 'OUTPUT' ? 'OUTPUT' : 'PREROUTING'];
    const here = hook === 'INPUT' ? local : hook === 'FORWARD' ? diagrams.not(local) : everything;
    const all = diagrams.and(packetsAt(workshop, 'filter', hook), newConnections(workshop));
    walkFilter(workshop, filter, hook, diagrams.and(all, here), asking, could);
    const untouched = diagrams.and(pass.untouched, here);
    walkFilter(
      workshop,
      filter,
      hook,
      diagrams.and(all, diagrams.or(untouched, pass.arriving)),
      asking,
      does,
    );
  }
  const outside = byUnnamedInterface(workshop);
  const taken = [...passes.PREROUTING.taken, ...passes.OUTPUT.taken];
  const missed = [...could].flatMap(([rule, wanted]): readonly MissedRule[] => {
    const met = does.get(rule) ?? nothing;
    const fromOutside = diagrams.and(wanted, outside);
    const kind =
      met === nothing
        ? 'never'
        : fromOutside !== nothing && diagrams.and(met, outside) === nothing
          ? 'outside'
          : undefined;
    if (kind === undefined) return [];
    const entering = atEntry(workshop, kind === 'never' ? wanted : fromOutside);
    const takers = taken.flatMap(([taker, set]) => {
      const both = diagrams.and(set, entering);
      return both === nothing ? [] : [{ taker, both }];
    });
    const [first] = takers;
    if (first === undefined) return [];
    return [{ rule, kind, by: [...new Set(takers.map(({ taker }) => taker))], packets: first.both }];
  });
  return { workshop, missed };
}

/** Nothing here asks again what nat has rewritten: an address is local, or in a set, in both tables or in none. */
function openTogether(nat: Table, filter: Table): Workshop {
  const workshop = openWorkshop([nat, filter], filter.family, { mostNodes });
  const { survey } = workshop;
  return { ...workshop, survey: { ...survey, rewritten: survey.rewrittenInPlace } };
}

/** What nat makes of all new connections in one hook. */
interface Pass {
  /** Those that keep their destination, as they came. */
  readonly untouched: PacketSet;
  /** All that may have one of the new destinations. */
  readonly arriving: PacketSet;
  /** What each translation takes, as it came. */
  readonly taken: ReadonlyMap<BoundRule, PacketSet>;
}

function passNat(workshop: Workshop, nat: Table, hook: 'PREROUTING' | 'OUTPUT'): Pass {
  const { diagrams } = workshop;
  const chain = nat.chains.get(hook);
  if (chain === undefined) return { untouched: everything, arriving: nothing, taken: new Map() };
  let untouched = nothing;
  let arriving = nothing;
  const taken = new Map<BoundRule, PacketSet>();
  const packets = diagrams.and(packetsAt(workshop, 'nat', hook), newConnections(workshop));
  const fromWire = hook === 'OUTPUT' ? packets : diagrams.minus(packets, toLoopback(workshop));
  walkSets(workshop, nat, chain, fromWire, {
    end(rule, _verdict, set) {
      if (rule === undefined || !isTranslation(rule)) {
        untouched = diagrams.or(untouched, atEntry(workshop, set));
        return;
      }
      taken.set(rule, diagrams.or(taken.get(rule) ?? nothing, atEntry(workshop, set)));
      for (const effect of effectsOf(rule)) {
        if (effect.kind === 'nat') arriving = diagrams.or(arriving, newDestinations(workshop, effect.to));
      }
    },
  });
  return { untouched, arriving, taken };
}

function newDestinations(workshop: Workshop, to: NatTarget): PacketSet {
  const { diagrams } = workshop;
  const addresses = to.kind === 'range' && to.addresses !== undefined ? pickedFrom(to.addresses) : undefined;
  const ports = to.kind === 'range' || to.kind === 'redirect' ? to.ports : undefined;
  return diagrams.and(
    addresses === undefined ? everything : setOfValues(workshop, 'destination', addresses),
    ports === undefined ? everything : setOfValues(workshop, 'destinationPort', [ports]),
  );
}

function walkFilter(
  workshop: Workshop,
  filter: Table,
  hook: Hook,
  packets: PacketSet,
  asking: ReadonlySet<BoundRule>,
  matched: Map<BoundRule, PacketSet>,
): void {
  const chain = filter.chains.get(hook);
  if (chain === undefined) return;
  walkSets(workshop, filter, chain, packets, {
    step(step) {
      if (step.matched === nothing || !asking.has(step.rule)) return;
      matched.set(step.rule, workshop.diagrams.or(matched.get(step.rule) ?? nothing, step.matched));
    },
  });
}

function newConnections(workshop: Workshop): PacketSet {
  return setOfNames(workshop, 'ctState', ['NEW']);
}

/** Nothing comes from elsewhere for 127.0.0.0/8 or ::1. */
function toLoopback(workshop: Workshop): PacketSet {
  return setOfValues(workshop, 'destination', [loopback[workshop.family]]);
}

/** Packets by an interface that no rule names; all where none names any. */
function byUnnamedInterface({ diagrams, variables }: Workshop): PacketSet {
  const { classes, levels } = variables.interfaces.in;
  const other = classes.classOf(' ');
  return setOfRanges(diagrams, levels, [[other, other]]);
}

/** A set without what rules may write, and without the interface by which packets will leave. */
function atEntry({ diagrams, variables }: Workshop, set: PacketSet): PacketSet {
  let packets = set;
  for (const levels of variables.bits.values()) {
    for (const { now, initial } of levels.values()) {
      if (now !== initial) packets = diagrams.forget(diagrams.forget(packets, now), initial);
    }
  }
  for (const level of variables.interfaces.out.levels) packets = diagrams.forget(packets, level);
  return packets;
}

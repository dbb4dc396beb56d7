import { fieldsOf } from '../condition/fieldsOf.js';
import type { Hook } from '../netfilter/hooks.js';
import type { Effect } from '../packet/effect.js';
import type { Field } from '../packet/field.js';
import { changeTtl } from '../packetset/effectSets.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame, asTheyLeave } from '../packetset/rowsOf.js';
import type { Workshop } from '../packetset/workshop.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import { isOrdered, slotOf } from './deedOrder.js';
import type { Done } from './deedOrder.js';
import type { Writer } from './stateOf.js';

/** Something that rules do beside deciding how packets end. */
export interface Deed {
  readonly rules: ReadonlySet<BoundRule>;
  readonly done: Done;
  /** For which packets, as they came. */
  readonly came: PacketSet;
  /**
   * The same, of those for whom it is done once at least, twice at least and so on, with all fields as they are by then that make a difference to what
   * is done.
   */
  readonly times: readonly PacketSet[];
  /** For which packets it is done before or behind something else to which the order matters, as they came; by the order and by that. */
  readonly orders: ReadonlyMap<string, PacketSet>;
}

export interface Deeds {
  readonly found: ReadonlyMap<string, Deed>;
  note(key: string, rule: BoundRule, done: Done, hook: Hook, packets: PacketSet): void;
  /** Packets come to a rule that asks for states. */
  ask(key: string, slots: Iterable<string>, packets: PacketSet): void;
}

/** More often the same is hardly done. */
export const mostTimes = 4;

interface Noted {
  readonly rules: Set<BoundRule>;
  readonly done: Done;
  came: PacketSet;
  readonly times: PacketSet[];
  readonly orders: Map<string, PacketSet>;
}

/** Collects what is done on one side. */
export function openDeeds(workshop: Workshop): Deeds {
  const { diagrams } = workshop;
  const found = new Map<string, Noted>();
  const inSlots = new Map<string, Map<string, Noted>>();
  const asked = new Map<string, Map<string, PacketSet>>();

  const order = (of: Noted, name: string, packets: PacketSet): void => {
    if (packets !== nothing) of.orders.set(name, diagrams.or(of.orders.get(name) ?? nothing, packets));
  };
  return {
    found,
    note(key, rule, done, hook, packets) {
      const deed = found.get(key) ?? { rules: new Set(), done, came: nothing, times: [], orders: new Map() };
      found.set(key, deed);
      deed.rules.add(rule);
      const came = asTheyCame(workshop, packets);
      const slot = slotOf(done);
      if (slot !== undefined) {
        const others = inSlots.get(slot) ?? new Map<string, Noted>();
        inSlots.set(slot, others.set(key, deed));
        for (const [name, other] of others) {
          if (isOrdered(other.done, done)) order(deed, `behind ${name}`, diagrams.and(other.came, came));
        }
        for (const [name, before] of asked.get(slot) ?? []) {
          order(deed, `behind ${name}`, diagrams.and(before, came));
        }
      }
      deed.came = diagrams.or(deed.came, came);
      let more = withValues(workshop, done, hook, packets);
      for (let time = 0; more !== nothing && time < mostTimes; time++) {
        const before = deed.times[time] ?? nothing;
        deed.times[time] = diagrams.or(before, more);
        more = diagrams.and(before, more);
      }
    },
    ask(key, slots, packets) {
      const came = asTheyCame(workshop, packets);
      for (const slot of slots) {
        for (const deed of inSlots.get(slot)?.values() ?? []) {
          order(deed, `before ${key}`, diagrams.and(deed.came, came));
        }
        const known = asked.get(slot) ?? new Map<string, PacketSet>();
        asked.set(slot, known.set(key, diagrams.or(known.get(key) ?? nothing, came)));
      }
    },
  };
}

/** Packets with what they are by now of all that makes a difference to what is done. */
function withValues(workshop: Workshop, done: Done, hook: Hook, packets: PacketSet): PacketSet {
  const isCopied = done.kind === 'effect' && done.effect.kind === 'copy';
  if (!isCopied || !workshop.survey.rewritten.has('ttl')) {
    return asTheyLeave(workshop, packets, fieldsRead(done));
  }
  // Of a copy that leaves before the packet is forwarded one is taken off. @see linux net/ipv4/netfilter/nf_dup_ipv4.c nf_dup_ipv4
  const isEarly = hook === 'PREROUTING' || hook === 'INPUT';
  const copied = isEarly ? changeTtl(workshop, packets, (ttl) => (ttl + 255) % 256) : packets;
  return asTheyLeave(workshop, copied, [...header, 'ttl']);
}

const addresses: readonly Field[] = ['source', 'destination', 'sourcePort', 'destinationPort'];
const header: readonly Field[] = [...addresses, 'tos'];

function fieldsRead(done: Done): readonly Field[] {
  return done.kind === 'effect' ? fieldsOfEffect(done.effect) : fieldsOfWriter(done.by);
}

function fieldsOfWriter(by: Writer): readonly Field[] {
  switch (by.kind) {
    case 'effect':
      return fieldsOfEffect(by.effect);
    case 'recent':
      return [by.effect.side];
    case 'match':
      return [...fieldsOf(by.condition)];
  }
}

function fieldsOfEffect(effect: Effect): readonly Field[] {
  switch (effect.kind) {
    case 'copy':
      return header;
    case 'set-entry':
    case 'set-map':
      return addresses;
    case 'connmark-save':
      return ['mark'];
    case 'ct-template':
      return effect.zoneFromMark === true ? ['mark'] : [];
    case 'mark':
    case 'connmark-set':
    case 'connmark-restore':
    case 'nat':
    case 'notrack':
    case 'tos':
    case 'ttl':
    case 'tproxy':
    case 'mark-hash':
    case 'prefix':
    case 'tcp-options':
    case 'note':
      return [];
  }
}

import { fullMask } from '../netfilter/marks.js';
import type { Effect } from '../packet/effect.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { changedTtl } from '../packet/changedTtl.js';
import { setOfNames } from './namedSets.js';
import { bitOf, setOfRanges } from './valueSets.js';
import type { BitLevels, NumberField } from './variables.js';
import { levelsOf } from './workshop.js';
import type { Workshop } from './workshop.js';

/**
 * The packets of a set after a target's effects, in order. What a hash or a set's entry writes may then be anything, and so may
 * what balances a translated prefix.
 */
export function applyEffectsTo(workshop: Workshop, set: PacketSet, effects: readonly Effect[]): PacketSet {
  let packets = set;
  for (const effect of effects) packets = applyEffectTo(workshop, packets, effect);
  return packets;
}

function applyEffectTo(workshop: Workshop, set: PacketSet, effect: Effect): PacketSet {
  if (set === nothing) return nothing;
  switch (effect.kind) {
    case 'mark':
    case 'tproxy':
      return write(workshop, set, 'mark', effect.value, effect.mask);
    case 'mark-hash':
      return forgetBits(workshop, set, 'mark', fullMask);
    case 'set-map':
      return effect.mark ? forgetBits(workshop, set, 'mark', fullMask) : set;
    case 'connmark-set':
      return ofConnections(workshop, set, (tracked) =>
        shiftConnectionMark(
          workshop,
          write(workshop, tracked, 'connectionMark', effect.value, effect.mask),
          placesOf(effect),
        ),
      );
    case 'connmark-save':
      return copyMark(workshop, set, placesOf(effect), markOf(effect), connectionMarkOf(effect));
    case 'connmark-restore':
      return copyMark(workshop, set, placesOf(effect), connectionMarkOf(effect), markOf(effect));
    case 'tos':
      return write(workshop, set, 'tos', effect.value, effect.mask);
    case 'ttl':
      return changeTtl(workshop, set, (ttl) => changedTtl(ttl, effect.change, effect.value));
    case 'prefix':
      return translatePrefixes(workshop, set, effect);
    case 'notrack':
      return untrack(workshop, set);
    case 'ct-template':
      return takeTemplate(workshop, set);
    // Nat ends the way through its table: translateSet does it for who goes on behind.
    case 'nat':
    case 'tcp-options':
    case 'set-entry':
    case 'copy':
    case 'note':
      return set;
  }
}

/** The new prefix stands there; bits of which the checksum takes one word may be any. @see src/address/translatePrefix.ts */
function translatePrefixes(
  { diagrams, variables }: Workshop,
  set: PacketSet,
  { side, from, to }: Extract<Effect, { kind: 'prefix' }>,
): PacketSet {
  const length = Math.max(from.length, to.length);
  const isBalanced = (bit: number): boolean => (length <= 48 ? bit >= 64 && bit < 80 : bit < 64);
  let packets = set;
  for (const [bit, { now }] of variables.bits.get(side) ?? []) {
    if (isBalanced(bit)) packets = diagrams.forget(packets, now);
    else if (bit >= 128 - length) packets = diagrams.assign(packets, now, bitOf(to.address, bit));
  }
  return packets;
}

/** By how many places a bit moves up, as processors shift words of 32 bits. */
function placesOf({ shift = 0 }: { readonly shift?: number }): number {
  return Math.sign(shift) * (Math.abs(shift) & 31);
}

/** `field = (field & ~mask) ^ value`. */
function write(
  { diagrams, variables }: Workshop,
  set: PacketSet,
  field: Mark | 'tos',
  value: number,
  mask: number,
): PacketSet {
  let packets = set;
  for (const [bit, { now }] of variables.bits.get(field) ?? []) {
    const one = (value & (1 << bit)) !== 0;
    if ((mask & (1 << bit)) !== 0) packets = diagrams.assign(packets, now, one);
    else if (one) packets = diagrams.flip(packets, now);
  }
  return packets;
}

type Mark = 'mark' | 'connectionMark';
interface MaskedMark {
  readonly field: Mark;
  readonly mask: number;
}

function markOf({ nfMask }: { readonly nfMask: number }): MaskedMark {
  return { field: 'mark', mask: nfMask };
}

function connectionMarkOf({ ctMask }: { readonly ctMask: number }): MaskedMark {
  return { field: 'connectionMark', mask: ctMask };
}

function copyMark(
  workshop: Workshop,
  set: PacketSet,
  places: number,
  from: MaskedMark,
  to: MaskedMark,
): PacketSet {
  return ofConnections(workshop, set, (tracked) => copyBits(workshop, tracked, from, to, places));
}

/** `to = (to & ~to.mask) ^ ((from & from.mask) << places)`. */
function copyBits(
  { diagrams, variables }: Workshop,
  set: PacketSet,
  from: MaskedMark,
  to: MaskedMark,
  places: number,
): PacketSet {
  let packets = set;
  for (const [bit, { now }] of variables.bits.get(to.field) ?? []) {
    const cleared = (to.mask & (1 << bit)) !== 0;
    const lower = bit - places;
    const masked = lower >= 0 && lower < 32 && (from.mask & (1 << lower)) !== 0;
    const source = masked ? variables.bits.get(from.field)?.get(lower)?.now : undefined;
    if (source === undefined) {
      if (cleared) packets = diagrams.assign(packets, now, false);
      continue;
    }
    const set1 = diagrams.and(packets, diagrams.variable(source));
    const set0 = diagrams.minus(packets, diagrams.variable(source));
    packets = diagrams.or(
      cleared ? diagrams.assign(set1, now, true) : diagrams.flip(set1, now),
      cleared ? diagrams.assign(set0, now, false) : set0,
    );
  }
  return packets;
}

/** `connmark = connmark << places`: bit by bit, each before its own value is needed. */
function shiftConnectionMark({ diagrams, variables }: Workshop, set: PacketSet, places: number): PacketSet {
  if (places === 0) return set;
  const bits = variables.bits.get('connectionMark') ?? new Map<number, BitLevels>();
  const order = [...bits.keys()].sort((a, b) => (places > 0 ? b - a : a - b));
  let packets = set;
  for (const bit of order) {
    const now = bits.get(bit)?.now;
    if (now === undefined) continue;
    const source = bits.get(bit - places)?.now;
    if (source === undefined) {
      packets = diagrams.assign(packets, now, false);
      continue;
    }
    packets = diagrams.or(
      diagrams.assign(diagrams.and(packets, diagrams.variable(source)), now, true),
      diagrams.assign(diagrams.minus(packets, diagrams.variable(source)), now, false),
    );
  }
  return packets;
}

/** Only packets that belong to a connection can write its mark or take it over. */
function ofConnections(
  workshop: Workshop,
  set: PacketSet,
  change: (tracked: PacketSet) => PacketSet,
): PacketSet {
  const { diagrams } = workshop;
  const tracked = setOfNames(workshop, 'ctEntry', ['yes']);
  return diagrams.or(change(diagrams.and(set, tracked)), diagrams.minus(set, tracked));
}

/** What becomes of each ttl; nothing of packets for which that is undefined. */
export function changeTtl(
  workshop: Workshop,
  set: PacketSet,
  change: (ttl: number) => number | undefined,
): PacketSet {
  const { diagrams, variables } = workshop;
  if (!variables.bits.has('ttl')) return set;
  const levels = levelsOf(workshop, 'ttl');
  const first = levels[0] ?? 0;
  const hasTtl = (ttl: number): PacketSet => setOfRanges(diagrams, levels, [[ttl, ttl]]);
  const known = new Map([[nothing, nothing]]);
  /** What stands above the ttl stays as it is. */
  const changeBelow = (part: PacketSet): PacketSet => {
    const before = known.get(part);
    if (before !== undefined) return before;
    const own = diagrams.levelOf(part);
    const changed =
      own < first
        ? diagrams.node(own, changeBelow(diagrams.low(part)), changeBelow(diagrams.high(part)))
        : changeHere(part);
    known.set(part, changed);
    return changed;
  };
  const changeHere = (part: PacketSet): PacketSet => {
    let changed = nothing;
    for (let ttl = 0; ttl <= 255; ttl++) {
      const here = diagrams.and(part, hasTtl(ttl));
      const next = here === nothing ? undefined : change(ttl);
      if (next === undefined) continue;
      changed = diagrams.or(changed, diagrams.and(forgetField(workshop, here, 'ttl'), hasTtl(next)));
    }
    return changed;
  };
  return changeBelow(set);
}

/** The packets with whatever mark a socket may have given them. */
export function withAnyMark(workshop: Workshop, set: PacketSet): PacketSet {
  return forgetBits(workshop, set, 'mark', fullMask);
}

function forgetBits(
  { diagrams, variables }: Workshop,
  set: PacketSet,
  field: NumberField,
  mask: number,
): PacketSet {
  const bits = [...(variables.bits.get(field) ?? [])].filter(([bit]) => (mask & (1 << bit)) !== 0);
  return diagrams.forgetAll(
    set,
    bits.map(([, { now }]) => now),
  );
}

export function forgetField(workshop: Workshop, set: PacketSet, field: NumberField): PacketSet {
  return workshop.diagrams.forgetAll(set, levelsOf(workshop, field));
}

/** NOTRACK has no effect on a packet that belongs to a connection, or has the template of one. */
function untrack(workshop: Workshop, set: PacketSet): PacketSet {
  const { diagrams, variables } = workshop;
  const level = variables.tracking.get('untracked');
  if (level === undefined) return set;
  const open = diagrams.minus(set, setOfNames(workshop, 'ctEntry', ['yes']));
  return diagrams.or(diagrams.minus(set, open), diagrams.assign(open, level, true));
}

/**
 * A packet of which nothing is decided yet gets a template, which has a mark of its own: zero, or what rules have written to it for the
 * packets before. @see src/engine/conntrack.ts templateOf
 */
function takeTemplate(workshop: Workshop, set: PacketSet): PacketSet {
  const { diagrams, variables, survey } = workshop;
  const level = variables.tracking.get('template');
  if (level === undefined) return set;
  const entry = setOfNames(workshop, 'ctEntry', ['yes']);
  const open = diagrams.minus(diagrams.minus(set, entry), setOfNames(workshop, 'ctState', ['UNTRACKED']));
  let taking = diagrams.assign(open, level, true);
  for (const [bit, { now, initial }] of variables.bits.get('connectionMark') ?? []) {
    if (now === initial) continue;
    taking =
      (survey.writtenOnTemplates & (1 << bit)) === 0
        ? diagrams.assign(taking, now, false)
        : diagrams.forget(taking, now);
  }
  return diagrams.or(diagrams.minus(set, open), taking);
}

/** Conntrack puts the connection in the place of its template. */
export function replaceTemplates({ diagrams, variables }: Workshop, set: PacketSet): PacketSet {
  const level = variables.tracking.get('template');
  if (level === undefined) return set;
  const template = diagrams.variable(level);
  let replaced = diagrams.and(set, template);
  for (const { now, initial } of variables.bits.get('connectionMark')?.values() ?? []) {
    if (now === initial) continue;
    const one = diagrams.variable(initial);
    replaced = diagrams.and(diagrams.forget(replaced, now), diagrams.node(now, diagrams.not(one), one));
  }
  return diagrams.or(diagrams.minus(set, template), diagrams.assign(replaced, level, false));
}

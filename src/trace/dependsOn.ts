import type { Address } from '../address/address.js';
import { allOnes6, compareAddress, zero6 } from '../address/address.js';
import { intersect, rangeSet, singleValue, subtract } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { explainSet, explainValue } from '../condition/explain.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { writeMark } from '../netfilter/marks.js';
import { fieldWords } from '../packet/field.js';
import type { AddressField, BitsField, Field, NumericField } from '../packet/field.js';
import type { NatTarget } from '../packet/effect.js';
import type { Packet } from '../packet/packet.js';
import { isPacketKey, writeField } from '../packet/writePacket.js';
import type { Changes, Decider, Dependency, Hop, MissRun, Step } from './trace.js';
import { likeSteps } from './likeSteps.js';

/** What is asked of the fields as the packet came in, collected along the way. */
interface Demands {
  readonly packet: Packet;
  readonly ranges: Map<AddressField | NumericField, RangeSet>;
  /** What rules that failed took away of `ranges`; joined once at the end, since a chain may have very many of them. */
  readonly cuts: Map<AddressField | NumericField, Range[]>;
  /** The same of rules that an index told of. */
  readonly runs: Map<AddressField | NumericField, ((kept: RangeSet) => readonly Range[])[]>;
  readonly bits: Map<BitsField, number>;
  readonly texts: Map<Field, Set<string>>;
  /** Fields that something on the way wrote: what is read of them later says nothing about the packet as it came in. */
  readonly written: Set<string>;
  markWritten: number;
}

/**
 * For which packets this path holds: each field that a rule, routing or what ended it read, as far as it is still the one the packet came in with, and what it
 * had to be. A match that held depends on all its parts, one that failed on its first failing part.
 */
export function dependenciesOf(packet: Packet, hops: readonly Hop[], end: Decider): readonly Dependency[] {
  const demands: Demands = {
    packet,
    ranges: new Map(),
    cuts: new Map(),
    runs: new Map(),
    bits: new Map(),
    texts: new Map(),
    written: new Set(),
    markWritten: 0,
  };
  for (const hop of hops) {
    switch (hop.kind) {
      case 'table':
        for (const step of likeSteps(hop)) demandStep(demands, step);
        break;
      case 'routing':
        if (hop.decision !== 'none' || hop.text !== '') pin(demands, 'destination');
        if (hop.sourceChecked === true)
          for (const field of ['source', 'inInterface'] as const) pin(demands, field);
        // By lo comes what this node sent: it is routed and tracked already.
        if (packet.inInterface === 'lo') pin(demands, 'inInterface');
        write(demands, hop.changes);
        break;
      case 'ipvs':
        for (const field of ['destination', 'protocol', 'destinationPort'] as const) pin(demands, field);
        write(demands, hop.changes);
        break;
      case 'conntrack':
        if (Object.keys(hop.changes).some(isTuplePart)) for (const field of tupleFields) pin(demands, field);
        write(demands, hop.changes);
        break;
    }
  }
  if (end.kind === 'kernel') for (const field of end.reads ?? []) pin(demands, field);
  return writeDemands(demands);
}

/** What tells a connection, and with it its translation, from any other. */
const tupleFields = ['protocol', 'source', 'sourcePort', 'destination', 'destinationPort'] as const;

function isTuplePart(key: string): boolean {
  return tupleFields.some((field) => field === key);
}

function demandStep(demands: Demands, step: Step): void {
  for (const miss of step.looked ?? step.misses) demand(demands, miss.failed, false);
  for (const run of step.runs ?? []) for (const field of run.fields) demandRun(demands, field, run);
  if (step.kind !== 'rule') return;
  for (const match of step.rule.matches) demand(demands, match.condition, true);
  const { action } = step.rule;
  if (action.kind === 'target' && action.outcome.kind === 'do') {
    for (const effect of action.outcome.effects) {
      if (effect.kind === 'mark') demands.markWritten = (demands.markWritten | effect.mask) >>> 0;
      if (effect.kind === 'nat' && picksByHash(effect.to)) {
        pin(demands, 'source');
        if (effect.to.kind === 'range' && !effect.to.persistent) pin(demands, 'destination');
      }
    }
  }
  write(demands, step.changes);
}

/** An address of a range is chosen by the packet's own addresses. */
function picksByHash(to: NatTarget): boolean {
  return to.kind === 'range' && to.addresses !== undefined && compareAddress(...to.addresses) !== 0;
}

function write(demands: Demands, changes: Changes): void {
  for (const key of Object.keys(changes)) if (key !== 'mark') demands.written.add(key);
  const mark = changes['mark'];
  if (mark !== undefined && typeof mark.from === 'number' && typeof mark.to === 'number') {
    demands.markWritten = (demands.markWritten | (mark.from ^ mark.to)) >>> 0;
  }
}

function demand(demands: Demands, condition: Condition, holds: boolean): void {
  switch (condition.kind) {
    case 'not':
      demand(demands, condition.of, !holds);
      return;
    case 'all':
    case 'any':
      if ((condition.kind === 'all') === holds) for (const part of condition.of) demand(demands, part, holds);
      else for (const field of fieldsOf(condition)) pin(demands, field);
      return;
    case 'in': {
      if (demands.written.has(condition.field) || condition.field.startsWith('ct')) return;
      const known = demands.ranges.get(condition.field);
      const before = known ?? wholeOf(condition.field, demands.packet);
      if (holds) {
        demands.ranges.set(condition.field, intersect(before, condition.set));
      } else {
        if (known === undefined) demands.ranges.set(condition.field, before);
        cut(demands, condition.field, condition.set);
      }
      return;
    }
    case 'bits': {
      if (demands.written.has(condition.field)) return;
      const own = condition.field === 'mark' ? (condition.mask & ~demands.markWritten) >>> 0 : condition.mask;
      if (own !== 0)
        demands.bits.set(condition.field, ((demands.bits.get(condition.field) ?? 0) | own) >>> 0);
      return;
    }
    case 'interface': {
      const field = condition.side === 'in' ? 'inInterface' : 'outInterface';
      if (field === 'outInterface') return;
      say(demands, field, `${holds ? '' : 'not '}${condition.name}${condition.wildcard ? '+' : ''}`);
      return;
    }
    case 'one-of':
      say(demands, condition.field, `${holds ? '' : 'not '}${condition.values.join(' or ')}`);
      return;
    case 'masked':
    case 'derived':
    case 'bytes':
    case 'member':
    case 'draw':
    case 'ask':
      for (const field of fieldsOf(condition)) pin(demands, field);
  }
}

function cut(demands: Demands, field: AddressField | NumericField, set: RangeSet): void {
  const cuts = demands.cuts.get(field);
  if (cuts === undefined) demands.cuts.set(field, [...set]);
  else for (const range of set) cuts.push(range);
}

/** Rules that all ask for one address each, and failed. */
function demandRun(demands: Demands, field: MissRun['fields'][number], run: MissRun): void {
  if (demands.written.has(field)) return;
  demands.ranges.set(field, demands.ranges.get(field) ?? wholeOf(field, demands.packet));
  const runs = demands.runs.get(field) ?? [];
  runs.push((kept) => run.rangesIn(field, kept));
  demands.runs.set(field, runs);
}

/** The end depends on this very value. */
function pin(demands: Demands, field: Field): void {
  if (demands.written.has(field) || field === 'outInterface') return;
  const { packet } = demands;
  if (field === 'source' || field === 'destination') {
    demands.ranges.set(field, singleValue(packet[field]));
  } else if (isPlainNumber(field)) {
    const value = packet[field];
    if (value !== undefined) demands.ranges.set(field, singleValue(value));
  } else if (field === 'mark') {
    const own = ~demands.markWritten >>> 0;
    if (own !== 0) demands.bits.set('mark', own);
  } else {
    const value = isPacketKey(field) ? writeField(packet, field) : undefined;
    if (value !== undefined) say(demands, field, String(value));
  }
}

function say(demands: Demands, field: Field, text: string): void {
  if (demands.written.has(field)) return;
  // Conntrack joins fragments: that a packet is whole says nothing about which packets the path holds for.
  if (field === 'fragment' && demands.packet.fragment === 'none') return;
  const texts = demands.texts.get(field) ?? new Set();
  demands.texts.set(field, texts.add(text));
}

const bounds = {
  protocol: 255,
  sourcePort: 65535,
  destinationPort: 65535,
  icmpType: 255,
  icmpCode: 255,
  ttl: 255,
  length: 65535,
  sourceMac: 2 ** 48 - 1,
} as const;

function isPlainNumber(field: Field): field is keyof typeof bounds {
  return Object.hasOwn(bounds, field);
}

function wholeOf(field: AddressField | NumericField, packet: Packet): RangeSet {
  if ((field === 'source' || field === 'destination') && packet.family === 6) return [[zero6, allOnes6]];
  return [[0, isPlainNumber(field) ? bounds[field] : 0xffffffff]];
}

function writeDemands(demands: Demands): readonly Dependency[] {
  const dependencies: Dependency[] = [];
  const put = (field: Field, text: string): void => {
    dependencies.push({ field, text: `${fieldWords(field)} ${text}` });
  };
  for (const [field, texts] of demands.texts) put(field, summarise([...texts]));
  for (const [field, kept] of demands.ranges) {
    const runs = demands.runs.get(field) ?? [];
    const cuts = [...(demands.cuts.get(field) ?? []), ...runs.flatMap((rangesIn) => rangesIn(kept))];
    const set = subtract(kept, rangeSet(cuts));
    const whole = wholeOf(field, demands.packet);
    const outside = subtract(whole, set);
    if (outside.length === 0) continue;
    put(field, set.length <= outside.length ? explainSet(field, set) : `not ${explainSet(field, outside)}`);
  }
  for (const [field, mask] of demands.bits) put(field, bitsText(field, mask, demands.packet));
  return dependencies.sort((a, b) => placeOf(a.field) - placeOf(b.field));
}

/** The fields that people ask about first; the others follow as they were read. */
const order: readonly Field[] = ['inInterface', ...tupleFields, 'ctState', 'mark'];

function placeOf(field: Field): number {
  const place = order.indexOf(field);
  return place < 0 ? order.length : place;
}

/** An exact name says all; of the names it is not, only those that a wildcard covers say more than the wildcard. */
function summarise(texts: readonly string[]): string {
  const positive = texts.filter((text) => !text.startsWith('not '));
  const wildcards = positive.filter((text) => text.endsWith('+')).map((text) => text.slice(0, -1));
  const exact = positive.filter((text) => !text.endsWith('+'));
  const negative = texts.filter(
    (text) => text.startsWith('not ') && wildcards.every((prefix) => text.startsWith(prefix, 'not '.length)),
  );
  const told = exact.length > 0 ? exact : [...positive, ...negative];
  return told.slice(0, 4).join(' and ') + (told.length > 4 ? ' …' : '');
}

function bitsText(field: BitsField, mask: number, packet: Packet): string {
  const value: Address | undefined = field === 'connectionMark' ? undefined : packet[field];
  if (value === undefined) return `bits ${writeMark(mask)}`;
  if (field === 'tcpFlags') return explainValue(field, value);
  return `${writeMark(value & mask)}/${writeMark(mask)}`;
}

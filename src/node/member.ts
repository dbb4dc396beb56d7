import { compareAddress, familyOf } from '../address/address.js';
import type { CounterTest, Membership } from '../condition/condition.js';
import type { IpSet, SetElement, SetEntry } from './node.js';
import { entriesWith, setIndex } from './setIndex.js';
import type { SetIndex } from './setIndex.js';
import { inPrefix } from './prefix.js';
import { probeKey } from './setKey.js';
import { probeSet } from './setProbe.js';
import type { ProbePart, SetQuery, UnknownFact } from './setProbe.js';
import { setType } from './setType.js';
import type { SetType } from './setType.js';

export type MemberAnswer = 'yes' | 'no' | UnknownFact;

/** What a test of a set finds. `entry` is the one that decided, with `nomatch` also where the answer is no. */
export type MemberFound =
  | { readonly answer: 'yes' | 'no'; readonly entry?: SetEntry; readonly set: string }
  | ({ readonly answer: 'unknown' } & UnknownFact);

type Sets = ReadonlyMap<string, IpSet>;

/**
 * Whether the set match holds for this packet.
 * @see linux kernel/net/netfilter/xt_set.c set_match_v4, ipset/ip_set_core.c ip_set_test
 */
export function testMember(sets: Sets | undefined, membership: Membership, query: SetQuery): MemberAnswer {
  const found = findMember(sets, membership, query);
  if (found.answer !== 'unknown') return found.answer;
  return { unknown: found.unknown, ...(found.field === undefined ? {} : { field: found.field }) };
}

/** As testMember, with the entry that decided. */
export function findMember(sets: Sets | undefined, membership: Membership, query: SetQuery): MemberFound {
  if (sets === undefined) return { answer: 'unknown', unknown: 'a dump does not hold the members of sets' };
  const set = sets.get(membership.set);
  if (set === undefined) {
    return { answer: 'unknown', unknown: `the set ${membership.set} is not in the output of ipset save` };
  }
  const type = setType(set.type);
  if (type === undefined) {
    return { answer: 'unknown', unknown: `the set ${set.name} is of the unknown type ${set.type}` };
  }
  return type.name === 'list:set'
    ? testList(sets, set, membership, query)
    : testSet(set, type, membership, query);
}

/**
 * The members in order; the first that holds decides. Counters are compared and raised at the list's own entry.
 * @see linux kernel/net/netfilter/ipset/ip_set_list_set.c list_set_ktest
 */
function testList(sets: Sets, list: IpSet, membership: Membership, query: SetQuery): MemberFound {
  const { counters, ...plain } = membership;
  let doubt: MemberFound | undefined;
  for (const entry of list.entries) {
    const [element] = entry.elements;
    if (element?.kind !== 'set') continue;
    const set = sets.get(element.name);
    if (set?.type === 'list:set') continue;
    const found = findMember(sets, { ...plain, set: element.name }, query);
    if (found.answer === 'unknown') doubt ??= found;
    else if (found.answer === 'yes' && countersHold(list, entry, counters, membership, query)) {
      return { answer: 'yes', entry, set: list.name };
    }
  }
  return doubt ?? { answer: 'no', set: list.name };
}

function testSet(set: IpSet, type: SetType, membership: Membership, query: SetQuery): MemberFound {
  const no: MemberFound = { answer: 'no', set: set.name };
  if (membership.sides.length < type.dimensions.length) return no;
  if (type.family !== 'none' && set.family !== query.family) return no;
  const probe = probeSet(set, type, membership.sides, query);
  if (probe === undefined || outOfRange(set, probe)) return no;
  const decides = (entry: SetEntry): boolean => !type.nomatch || entry.nomatch === membership.returnNomatch;
  const doubt = probe.find((part) => part.kind === 'unknown');
  if (doubt !== undefined) {
    const open = set.entries.some((entry) => decides(entry) && mayAgree(entry, probe));
    return open ? { answer: 'unknown', ...doubtOf(doubt) } : no;
  }
  const entry = findEntry(setIndex(set), probe, (candidate) =>
    countersHold(set, candidate, membership.counters, membership, query),
  );
  return entry === undefined ? no : { answer: decides(entry) ? 'yes' : 'no', entry, set: set.name };
}

function doubtOf(part: ProbePart): UnknownFact {
  if (part.kind !== 'unknown') return { unknown: '' };
  return { unknown: part.unknown, ...(part.field === undefined ? {} : { field: part.field }) };
}

/** A packet outside a bitmap's range is in no entry. */
function outOfRange(set: IpSet, probe: readonly ProbePart[]): boolean {
  const [first] = probe;
  if (set.range === undefined || first === undefined) return false;
  const value = first.kind === 'port' ? first.port : first.kind === 'address' ? first.address : undefined;
  return typeof value === 'number' && (value < set.range[0] || value > set.range[1]);
}

/**
 * The entry that decides: networks are tried from the longest prefix to the shortest, of two net dimensions the first in
 * the outer loop. In hash:net,iface the longest network that holds the address decides, whatever its interfaces.
 * @see linux kernel/net/netfilter/ipset/ip_set_hash_gen.h mtype_test, mtype_test_cidrs
 */
export function findEntry(
  index: SetIndex,
  probe: readonly ProbePart[],
  accept: (entry: SetEntry) => boolean,
): SetEntry | undefined {
  for (const outer of index.lengths[0] ?? [0]) {
    for (const inner of index.lengths[1] ?? [0]) {
      const lengths = [outer, inner];
      let closed = false;
      for (const entry of [
        ...entriesWith(index, probeKey(probe, lengths)),
        ...rangedWith(index, probe, lengths),
      ]) {
        if (agreesBesidesKey(entry, probe)) {
          if (accept(entry)) return entry;
          closed = false;
        } else if (entry.elements.some((element) => element.kind === 'interface')) {
          closed = true;
        }
      }
      if (closed) return undefined;
    }
  }
  return undefined;
}

function rangedWith(
  index: SetIndex,
  probe: readonly ProbePart[],
  netLengths: readonly number[],
): readonly SetEntry[] {
  if (index.ranged.length === 0) return [];
  return index.ranged.filter((entry) => {
    let dimension = 0;
    return entry.elements.every((element, at) => {
      if (element.kind === 'interface' || (element.kind === 'mac' && at > 0)) return true;
      const right = element.kind !== 'net' || element.length === netLengths[dimension++];
      return right && agrees(element, probe[at]);
    });
  });
}

/** What a key leaves out: the interface, and a MAC address beside another dimension. */
function agreesBesidesKey(entry: SetEntry, probe: readonly ProbePart[]): boolean {
  return entry.elements.every((element, at) => {
    const looked = element.kind === 'interface' || (element.kind === 'mac' && at > 0);
    return !looked || agrees(element, probe[at]);
  });
}

function mayAgree(entry: SetEntry, probe: readonly ProbePart[]): boolean {
  return entry.elements.every((element, at) => probe[at]?.kind === 'unknown' || agrees(element, probe[at]));
}

/** An entry of bitmap:ip,mac without MAC address takes any: it has fewer elements than the probe parts. */
function agrees(element: SetElement, part: ProbePart | undefined): boolean {
  if (part === undefined) return false;
  switch (element.kind) {
    case 'address':
      return (
        part.kind === 'address' &&
        familyOf(part.address) === familyOf(element.low) &&
        compareAddress(part.address, element.low) >= 0 &&
        compareAddress(part.address, element.high) <= 0
      );
    case 'net':
      return part.kind === 'net' && inPrefix(element, part.address);
    case 'port':
      return (
        part.kind === 'port' &&
        part.protocol === element.protocol &&
        part.port >= element.low &&
        part.port <= element.high
      );
    case 'mac':
      return part.kind === 'mac' && part.mac === element.mac;
    case 'mark':
      return part.kind === 'mark' && part.mark === element.mark;
    case 'interface':
      if (part.kind !== 'interface' || element.physical) return false;
      return element.wildcard ? part.name.startsWith(element.name) : part.name === element.name;
    case 'set':
      return false;
  }
}

/**
 * Whether an entry's counters, raised by this packet, pass the tests. A set without counters passes all of them.
 * @see linux include/linux/netfilter/ipset/ip_set_counter.h, kernel ip_set_core.c ip_set_match_extensions
 */
function countersHold(
  set: IpSet,
  entry: SetEntry,
  tests: readonly CounterTest[] | undefined,
  membership: Membership,
  query: SetQuery,
): boolean {
  if (tests === undefined || !set.counters) return true;
  const raised = membership.updateCounters ? { packets: 1, bytes: query.length } : { packets: 0, bytes: 0 };
  return tests.every(({ counter, operator, value }) => {
    const count = (entry[counter] ?? 0) + raised[counter];
    switch (operator) {
      case 'eq':
        return count === value;
      case 'ne':
        return count !== value;
      case 'lt':
        return count < value;
      case 'gt':
        return count > value;
    }
  });
}

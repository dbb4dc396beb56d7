import { familyOf } from '../address/address.js';
import type { IpSet, SetElement, SetEntry } from './node.js';
import { clearHostBits, hostLength } from './readPrefix.js';
import { deriveIndex, entriesWith, setIndex } from './setIndex.js';
import { entryKey, entryName } from './setKey.js';
import { probeSet } from './setProbe.js';
import type { ProbePart, SetQuery, UnknownFact } from './setProbe.js';
import { setType } from './setType.js';

type Sets = ReadonlyMap<string, IpSet>;

/** What `SET --add-set` or `--del-set` asks for. `timeout` in seconds. */
export interface SetChange {
  readonly change: 'add' | 'delete';
  readonly set: string;
  readonly sides: readonly ('src' | 'dst')[];
  readonly exist: boolean;
  readonly timeout?: number;
}

/** The sets afterwards (the same map where nothing changed), or why that is not known. */
export type SetsAfter = { readonly sets: Sets } | UnknownFact;

/**
 * What the SET target makes of the sets. Networks are added and deleted with the longest prefix length that the set holds,
 * else as hosts; a full set stays as it is; of a list the first member that is changed by it.
 * @see linux kernel/net/netfilter/xt_set.c set_target_v3, ipset/ip_set_hash_net.c hash_net4_kadt, ip_set_list_set.c list_set_kadd
 */
export function changeSets(sets: Sets, change: SetChange, query: SetQuery): SetsAfter {
  const set = sets.get(change.set);
  if (set === undefined) return { unknown: `the set ${change.set} is not in the output of ipset save` };
  if (set.type !== 'list:set') return changeSet(sets, set, change, query);
  for (const { elements } of set.entries) {
    const [element] = elements;
    const member = element?.kind === 'set' ? sets.get(element.name) : undefined;
    if (member === undefined)
      return { unknown: `a member of the set ${set.name} is not in the output of ipset save` };
    if (member.type === 'list:set') continue;
    const after = changeSet(sets, member, change, query);
    if ('unknown' in after || after.sets !== sets || (change.exist && holds(member, change, query)))
      return after;
  }
  return { sets };
}

function changeSet(sets: Sets, set: IpSet, change: SetChange, query: SetQuery): SetsAfter {
  const elements = elementsFor(set, change, query);
  if (elements === undefined) return { sets };
  if ('unknown' in elements) return elements;
  const fresh: SetEntry = { elements, nomatch: false, ...timeoutOf(set, change) };
  const key = entryKey(fresh) ?? '';
  const name = entryName(fresh);
  const index = setIndex(set);
  const same = entriesWith(index, key).filter((entry) => entryName(entry) === name);
  if (index.ranged.length > 0) return { unknown: `the set ${set.name} was given with a large range` };
  if (change.change === 'delete' ? same.length === 0 : same.length > 0 && !change.exist) return { sets };
  if (change.change === 'add' && same.length === 0 && isFull(set)) return { sets };
  const others = set.entries.filter((entry) => !same.includes(entry));
  const added = change.change === 'add' ? [fresh] : [];
  const next: IpSet = { ...set, entries: [...others, ...added] };
  deriveIndex(set, next, key, [
    ...entriesWith(index, key).filter((entry) => !same.includes(entry)),
    ...added,
  ]);
  return { sets: new Map(sets).set(set.name, next) };
}

/** Whether adding is refreshing an entry that is there, which counts as done. */
function holds(set: IpSet, change: SetChange, query: SetQuery): boolean {
  const elements = elementsFor(set, change, query);
  if (elements === undefined || 'unknown' in elements || change.change === 'delete') return false;
  return entriesWith(setIndex(set), entryKey({ elements, nomatch: false }) ?? '').length > 0;
}

function isFull(set: IpSet): boolean {
  return set.maximum !== undefined && set.forceAdd !== true && set.entries.length >= set.maximum;
}

function timeoutOf(set: IpSet, change: SetChange): { readonly timeout?: number } {
  if (set.timeout === undefined) return {};
  return { timeout: change.timeout ?? set.timeout };
}

/** The entry this packet stands for; undefined where it stands for none. */
function elementsFor(
  set: IpSet,
  change: SetChange,
  query: SetQuery,
): readonly SetElement[] | UnknownFact | undefined {
  const type = setType(set.type);
  if (type === undefined) return { unknown: `the set ${set.name} is of the unknown type ${set.type}` };
  if (change.sides.length < type.dimensions.length) return undefined;
  if (type.family !== 'none' && set.family !== query.family) return undefined;
  const probe = probeSet(set, type, change.sides, query);
  if (probe === undefined) return undefined;
  const elements: SetElement[] = [];
  let dimension = 0;
  for (const part of probe) {
    if (part.kind === 'unknown') return part;
    elements.push(elementOf(part, part.kind === 'net' ? longestLength(set, dimension++) : undefined));
  }
  return inRange(set, elements) ? elements : undefined;
}

function longestLength(set: IpSet, dimension: number): number | undefined {
  let longest: number | undefined;
  for (const entry of set.entries) {
    const net = entry.elements.filter((element) => element.kind === 'net')[dimension];
    if (net !== undefined && net.length > (longest ?? -1)) longest = net.length;
  }
  return longest;
}

function elementOf(
  part: Exclude<ProbePart, { readonly kind: 'unknown' }>,
  length: number | undefined,
): SetElement {
  switch (part.kind) {
    case 'address':
      return { kind: 'address', low: part.address, high: part.address };
    case 'net':
      return {
        kind: 'net',
        ...clearHostBits({ address: part.address, length: length ?? hostLength(familyOf(part.address)) }),
      };
    case 'port': {
      const port = { kind: 'port' as const, low: part.port, high: part.port };
      return part.protocol === undefined ? port : { ...port, protocol: part.protocol };
    }
    case 'mac':
      return { kind: 'mac', mac: part.mac };
    case 'mark':
      return { kind: 'mark', mark: part.mark };
    case 'interface':
      return { kind: 'interface', name: part.name, wildcard: false, physical: false };
  }
}

function inRange(set: IpSet, [first]: readonly SetElement[]): boolean {
  if (set.range === undefined || first === undefined) return true;
  const value = first.kind === 'port' || first.kind === 'address' ? first.low : undefined;
  return typeof value !== 'number' || (value >= set.range[0] && value <= set.range[1]);
}

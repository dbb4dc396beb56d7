import type { IpSet, SetEntry } from './node.js';
import { entryKey } from './setKey.js';

/** Entries by key. A set that differs from another in a few entries keeps only those and refers to the rest. */
interface Layer {
  /** An empty array hides what lies below. */
  readonly own: Map<string, readonly SetEntry[]>;
  readonly below?: Layer;
}

/** A set prepared for many tests. */
export interface SetIndex {
  readonly layer: Layer;
  /** Entries with a range of addresses or ports, which have no key. */
  readonly ranged: readonly SetEntry[];
  /** For each net dimension in order, the prefix lengths in use, longest first. */
  readonly lengths: readonly (readonly number[])[];
}

const indexes = new WeakMap<IpSet, SetIndex>();

/** The index of a set, made at its first use. */
export function setIndex(set: IpSet): SetIndex {
  const known = indexes.get(set);
  if (known !== undefined) return known;
  const made = buildIndex(set);
  indexes.set(set, made);
  return made;
}

function buildIndex(set: IpSet): SetIndex {
  const own = new Map<string, SetEntry[]>();
  const ranged: SetEntry[] = [];
  const lengths: Set<number>[] = [];
  for (const entry of set.entries) {
    if (isPhysical(entry)) continue;
    noteLengths(entry, lengths);
    const key = entryKey(entry);
    if (key === undefined) {
      ranged.push(entry);
      continue;
    }
    const same = own.get(key);
    if (same === undefined) own.set(key, [entry]);
    else same.push(entry);
  }
  return { layer: { own }, ranged, lengths: lengths.map(longestFirst) };
}

/** Prepares `next`, which is `set` but that the entries with this key are now `entries`, without going over all of it. */
export function deriveIndex(set: IpSet, next: IpSet, key: string, entries: readonly SetEntry[]): void {
  const { layer, ranged, lengths } = setIndex(set);
  const below = layer.below ?? layer;
  const own = new Map(layer.below === undefined ? [] : layer.own);
  own.set(key, entries);
  const more = lengths.map((list) => new Set(list));
  for (const entry of entries) noteLengths(entry, more);
  indexes.set(next, { layer: { own, below }, ranged, lengths: more.map(longestFirst) });
}

/** The entries with a key; more than one only where interfaces or MAC addresses tell them apart. */
export function entriesWith(index: SetIndex, key: string): readonly SetEntry[] {
  let layer: Layer | undefined = index.layer;
  while (layer !== undefined) {
    const found = layer.own.get(key);
    if (found !== undefined) return found;
    layer = layer.below;
  }
  return [];
}

/**
 * `physdev:` entries are found only by a test that asks for the bridge port, and the set match of iptables never does.
 * @see linux net/netfilter/ipset/ip_set_hash_netiface.c hash_netiface4_kadt (IPSET_FLAG_PHYSDEV)
 */
function isPhysical(entry: SetEntry): boolean {
  return entry.elements.some((element) => element.kind === 'interface' && element.physical);
}

function noteLengths(entry: SetEntry, lengths: Set<number>[]): void {
  let dimension = 0;
  for (const element of entry.elements) {
    if (element.kind !== 'net') continue;
    const known = lengths[dimension];
    if (known === undefined) lengths[dimension] = new Set([element.length]);
    else known.add(element.length);
    dimension++;
  }
}

function longestFirst(lengths: ReadonlySet<number>): readonly number[] {
  return [...lengths].sort((a, b) => b - a);
}

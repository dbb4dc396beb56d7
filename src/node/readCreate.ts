import { andAddress, maskOfLength, readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { prefixRange } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';
import type { IpSet } from './node.js';
import { readNumber } from './readElement.js';
import { readInterfacePrefix } from './readPrefix.js';
import { setType } from './setType.js';

/** Options with a value that changes nothing about which packets match. */
const sizing = ['hashsize', 'bucketsize', 'initval', 'size', 'probes', 'resize', 'gc', 'persistent'];

type Draft = { -readonly [Key in keyof IpSet]: IpSet[Key] };

/**
 * Reads what follows `create NAME` into a set without entries. `unknown` is the first option that was not understood.
 * @see ipset lib/ipset_hash_ip.c
 */
export function readCreate(
  name: string,
  typeName: string,
  options: readonly string[],
): { readonly set: IpSet; readonly unknown?: string } {
  const words = options.map((word) => word.replace(/^--/, ''));
  const family = familyOfSet(words);
  const draft: Draft = {
    name,
    type: setType(typeName)?.name ?? typeName,
    family,
    counters: false,
    skbinfo: false,
    entries: [],
  };
  const range: { from?: number; to?: number } = {};
  let unknown: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === 'counters') draft.counters = true;
    else if (word === 'skbinfo') draft.skbinfo = true;
    else if (word === 'forceadd') draft.forceAdd = true;
    else if (word === 'comment' || word === '-4' || word === '-6' || word === 'nomatch') continue;
    else {
      at++;
      const understood = readValue(word, words[at] ?? '', draft, range);
      if (!understood) unknown ??= word;
    }
  }
  if (range.from !== undefined && range.to !== undefined) draft.range = [range.from, range.to];
  return unknown === undefined ? { set: draft } : { set: draft, unknown };
}

function familyOfSet(words: readonly string[]): Family {
  const at = words.indexOf('family');
  return (at >= 0 && words[at + 1] === 'inet6') || words.includes('-6') ? 6 : 4;
}

/** Reads one option with a value into the draft; false where option or value is not known. */
function readValue(
  word: string,
  value: string,
  draft: Draft,
  range: { from?: number; to?: number },
): boolean {
  switch (word) {
    case 'family':
      return value === 'inet' || value === 'inet6' || value === 'ipv4' || value === 'ipv6';
    case 'timeout':
      return assign(readNumber(value), (seconds) => (draft.timeout = seconds));
    case 'maxelem':
      return assign(readNumber(value), (maximum) => (draft.maximum = maximum));
    case 'markmask':
      return assign(readNumber(value), (mask) => (draft.markMask = mask));
    case 'netmask':
      return assign(readNetmask(value, draft.family), (mask) => (draft.mask = mask));
    case 'bitmask':
      return assign(readAddress(value), (mask) => (draft.mask = mask));
    case 'range':
    case 'network':
      return assign(readSetRange(value), ([from, to]) => {
        range.from = from;
        range.to = to;
      });
    case 'from':
      return assign(readPoint(value), (from) => (range.from = from));
    case 'to':
      return assign(readPoint(value), (to) => (range.to = to));
    default:
      return sizing.includes(word);
  }
}

function assign<Value>(value: Value | undefined, store: (value: Value) => void): boolean {
  if (value !== undefined) store(value);
  return value !== undefined;
}

/** A length, or a mask written as an address. */
function readNetmask(text: string, family: Family): Address | undefined {
  const length = readNumber(text);
  return length === undefined ? readAddress(text) : maskOfLength(length, family);
}

/** `10.0.0.0-10.0.0.255`, `10.0.0.0/24` or `0-65535`. */
function readSetRange(text: string): readonly [number, number] | undefined {
  const dash = text.indexOf('-');
  if (dash >= 0) {
    const from = readPoint(text.slice(0, dash));
    const to = readPoint(text.slice(dash + 1));
    return from === undefined || to === undefined ? undefined : [Math.min(from, to), Math.max(from, to)];
  }
  const prefix = readInterfacePrefix(text);
  if (prefix === undefined || typeof prefix.address !== 'number') return undefined;
  const first = andAddress(prefix.address, maskOfLength(prefix.length, 4));
  const [low, high] = prefixRange(first, prefix.length);
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : undefined;
}

function readPoint(text: string): number | undefined {
  const address = readAddress(text);
  return typeof address === 'number' ? address : readNumber(text);
}

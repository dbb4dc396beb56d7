import { readAddress } from '../address/address.js';
import { protocolNumber } from '../netfilter/protocols.js';
import type { Tuple } from '../packet/packet.js';

/** One direction of an entry; of ICMP with the type and code of its messages. */
export interface EntryTuple extends Tuple {
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** A line about a connection, word for word. */
export interface ConntrackEntry {
  /** Of the protocol, as it stands there. */
  readonly name: string;
  /** Undefined where neither its name nor a number behind it is known. */
  readonly protocol: number | undefined;
  readonly original: EntryTuple;
  readonly reply: EntryTuple;
  /** What else stands there as `key=value`: mark, zone. */
  readonly others: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** Conntrack has seen packets of both directions. */
  readonly replied: boolean;
}

const tupleKeys: ReadonlySet<string> = new Set(['src', 'dst', 'sport', 'dport', 'type', 'code', 'id']);

/** Numbers, and their bounds. */
const numbers: ReadonlyMap<string, number> = new Map([
  ['sport', 0xffff],
  ['dport', 0xffff],
  ['type', 0xff],
  ['code', 0xff],
  ['mark', 0xffffffff],
  ['zone', 0xffff],
  ['zone-orig', 0xffff],
  ['zone-reply', 0xffff],
]);

/** Which `key=` of a line has something else than the number that belongs there, and how large that may be. */
export function wrongNumber(line: string): { readonly key: string; readonly most: number } | undefined {
  for (const [, key = '', value = ''] of line.matchAll(/(?<!\S)([^\s=]+)=(\S*)/g)) {
    const most = numbers.get(key);
    if (most !== undefined && !isNumber(value, most)) return { key, most };
  }
  return undefined;
}

function isNumber(text: string, most: number): boolean {
  return /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(text) && Number(text) <= most;
}

/**
 * Reads a line of `conntrack -L` or /proc/net/nf_conntrack; undefined where it does not tell both directions, or has
 * something else where a number belongs.
 * @see libnetfilter_conntrack src/conntrack/snprintf_default.c, linux net/netfilter/nf_conntrack_standalone.c ct_seq_show
 */
export function readConntrackEntry(line: string): ConntrackEntry | undefined {
  if (wrongNumber(line) !== undefined) return undefined;
  const all = line.trim().split(/\s+/);
  // With -o extended, and in /proc, a line begins with the family: `ipv4 2 tcp 6 …`.
  const words = /^ipv[46]$/.test(all[0] ?? '') ? all.slice(2) : all;
  const tuples: Map<string, string>[] = [];
  const others = new Map<string, string>();
  for (const word of words) {
    const [key = '', value] = word.split('=', 2);
    if (value === undefined) continue;
    if (key === 'src') tuples.push(new Map());
    const tuple = tuples.at(-1);
    if (tupleKeys.has(key) && tuple !== undefined) tuple.set(key, value);
    else others.set(key, value);
  }
  const [original, reply] = tuples.map(readTuple);
  if (original === undefined || reply === undefined) return undefined;
  const [name = '', number = ''] = words;
  const protocol = /^\d+$/.test(number) ? Number(number) : protocolNumber(name);
  return { name, protocol, original, reply, others, words, replied: !words.includes('[UNREPLIED]') };
}

function readTuple(words: ReadonlyMap<string, string>): EntryTuple | undefined {
  const source = readAddress(words.get('src') ?? '');
  const destination = readAddress(words.get('dst') ?? '');
  if (source === undefined || destination === undefined) return undefined;
  const number = (key: string): number | undefined => {
    const written = words.get(key);
    return written === undefined ? undefined : Number(written);
  };
  const [sourcePort, destinationPort] = [number('sport'), number('dport')];
  const [icmpType, icmpCode] = [number('type'), number('code')];
  return {
    source,
    destination,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(icmpType === undefined ? {} : { icmpType }),
    ...(icmpCode === undefined ? {} : { icmpCode }),
  };
}

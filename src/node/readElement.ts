import { andAddress, familyOf, invertAddress, maskOfLength, readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { prefixRange } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';
import { ICMP, ICMPV6, TCP, protocolNumber } from '../netfilter/protocols.js';
import { readIcmpName } from './icmpName.js';
import type { SetElement } from './node.js';
import { hostLength, readInterfacePrefix } from './readPrefix.js';
import type { Dimension, SetType } from './setType.js';

/** What of a set's create line decides how its entries are read. */
export interface ElementFrame {
  readonly type: SetType;
  readonly family: Family;
  readonly mask?: Address;
  readonly markMask?: number;
}

/** One part of an entry in all its readings (an address range of a `net` dimension is several prefixes), or what is wrong. */
type Part = readonly SetElement[] | { readonly wrong: string; readonly part: string };

/**
 * Reads the entry of an add line (`10.0.0.1,tcp:80,10.0.0.2`) into the entries it makes: one, or one for each prefix of
 * a range.
 * @see ipset lib/parse.c ipset_parse_elem
 */
export function readElement(
  text: string,
  frame: ElementFrame,
): readonly (readonly SetElement[])[] | { readonly wrong: string; readonly part: string } {
  const { dimensions } = frame.type;
  const parts = dimensions.length === 1 ? [text] : text.split(',');
  const least = frame.type.name === 'bitmap:ip,mac' ? 1 : dimensions.length;
  if (parts.length < least || parts.length > dimensions.length) {
    return { wrong: `${frame.type.name} takes ${dimensions.join(', ')}`, part: text };
  }
  let entries: (readonly SetElement[])[] = [[]];
  for (const [index, part] of parts.entries()) {
    const dimension = dimensions[index];
    if (dimension === undefined) break;
    const read = readPart(part, dimension, frame);
    if ('wrong' in read) return read;
    if (entries.length > 1 && read.length > 1)
      return { wrong: 'a second range of networks in one entry: give each by itself', part };
    entries = entries.flatMap((entry) => read.map((element) => [...entry, element]));
  }
  return entries;
}

function readPart(part: string, dimension: Dimension, frame: ElementFrame): Part {
  const wrong = (what: string): Part => ({ wrong: `not ${what}`, part });
  switch (dimension) {
    case 'address':
      return readAddressPart(part, frame) ?? wrong(`an IPv${frame.family} address`);
    case 'net':
      return readNetPart(part, frame) ?? wrong(`an IPv${frame.family} network`);
    case 'port':
      return readPort(part, frame.type.name === 'bitmap:port') ?? wrong('a port');
    case 'mac': {
      const mac = readMac(part);
      return mac === undefined ? wrong('a MAC address') : [{ kind: 'mac', mac }];
    }
    case 'mark': {
      const mark = readNumber(part);
      return mark === undefined
        ? wrong('a mark')
        : [{ kind: 'mark', mark: (mark & (frame.markMask ?? 0xffffffff)) >>> 0 }];
    }
    case 'interface': {
      const physical = part.startsWith('physdev:');
      const name = physical ? part.slice('physdev:'.length) : part;
      return name === '' ? wrong('an interface') : [{ kind: 'interface', name, wildcard: false, physical }];
    }
    case 'set':
      return [{ kind: 'set', name: part }];
  }
}

/** The ends of `a`, `a/length` or `a-b`. */
function readRange(part: string, family: Family): readonly [Address, Address] | undefined {
  const dash = part.indexOf('-');
  if (dash < 0) {
    const prefix = readInterfacePrefix(part);
    if (prefix === undefined || familyOf(prefix.address) !== family) return undefined;
    return prefix.length === hostLength(family)
      ? [prefix.address, prefix.address]
      : prefixRange(prefix.address, prefix.length);
  }
  const low = readAddress(part.slice(0, dash));
  const high = readAddress(part.slice(dash + 1));
  if (low === undefined || high === undefined) return undefined;
  return familyOf(low) === family && familyOf(high) === family ? [low, high] : undefined;
}

function readAddressPart(part: string, { family, mask }: ElementFrame): readonly SetElement[] | undefined {
  const range = readRange(part, family);
  if (range === undefined) return undefined;
  const [low, high] = mask === undefined ? range : [andAddress(range[0], mask), andAddress(range[1], mask)];
  return [{ kind: 'address', low, high }];
}

function readNetPart(part: string, { type, family, mask }: ElementFrame): readonly SetElement[] | undefined {
  const net = (address: Address, length: number): SetElement => ({
    kind: 'net',
    address: mask === undefined ? address : andAddress(address, mask),
    length,
  });
  if (part.includes('-')) {
    const range = readRange(part, family);
    if (range === undefined) return undefined;
    const [low, high] = range;
    if (typeof low !== 'number' || typeof high !== 'number') return undefined;
    return coverRange(Math.min(low, high), Math.max(low, high)).map(([address, length]) =>
      net(address, length),
    );
  }
  const prefix = readInterfacePrefix(part);
  if (prefix === undefined || familyOf(prefix.address) !== family) return undefined;
  if (prefix.length === 0 && !type.lengthZero) return undefined;
  return [net(andAddress(prefix.address, maskOfLength(prefix.length, family)), prefix.length)];
}

/** The fewest prefixes that make up an IPv4 range, at most 62. @see linux include/linux/netfilter/ipset/pfxlen.h ip_set_range_to_cidr */
function coverRange(low: number, high: number): (readonly [address: number, length: number])[] {
  const out: (readonly [number, number])[] = [];
  let at = low;
  while (at <= high) {
    let length = 32;
    while (length > 1) {
      const hosts = invertAddress(maskOfLength(length - 1, 4)) as number;
      if ((at & hosts) !== 0 || at + hosts > high) break;
      length--;
    }
    out.push([at, length]);
    at += 2 ** (32 - length);
  }
  return out;
}

function readPort(part: string, bare: boolean): readonly SetElement[] | undefined {
  const colon = part.indexOf(':');
  const word = colon < 0 ? undefined : part.slice(0, colon);
  const text = part.slice(colon + 1);
  let protocol: number | undefined = TCP;
  if (word !== undefined) protocol = /^\d{1,3}$/.test(word) ? Number(word) : protocolNumber(word);
  if (protocol === undefined || protocol > 255) return undefined;
  const ports =
    protocol === ICMP || protocol === ICMPV6
      ? [readIcmpName(text, protocol)]
      : text
          .split('-')
          .map((port) => (/^\d{1,5}$/.test(port) && Number(port) <= 0xffff ? Number(port) : undefined));
  const [first, last = first] = ports;
  if (first === undefined || last === undefined || ports.length > 2) return undefined;
  const range = { low: Math.min(first, last), high: Math.max(first, last) };
  return [bare ? { kind: 'port', ...range } : { kind: 'port', protocol, ...range }];
}

/** `02:42:ac:11:00:02` as a 48-bit number. */
export function readMac(text: string): number | undefined {
  if (!/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
  return text.split(':').reduce((value, byte) => value * 256 + Number.parseInt(byte, 16), 0);
}

/** A decimal or `0x` number of up to 32 bits. */
export function readNumber(text: string): number | undefined {
  if (!/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) return undefined;
  const value = Number(text);
  return value > 0xffffffff ? undefined : value;
}

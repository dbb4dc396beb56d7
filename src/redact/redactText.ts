import {
  andAddress,
  familyOf,
  lengthOfMask,
  maskOfLength,
  readAddress,
  sameAddress,
  writeAddress,
  type Address,
} from '../address/address.js';
import type { Names } from './names.js';

const mac = '(?<![0-9A-Fa-f:.-])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])';
/** Behind letters too, as in `ALLOW_10.1.2.3`; four numbers of a longer row are none. */
const four = '(?<!\\d|\\d\\.)\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.]*\\d)';
/** Behind a word and a colon, and before one, it is an address as well: `src:fd00::1: dropped`. */
const six =
  '(?:(?<![\\w:.])|(?<=[g-zG-Z]\\w{0,20}:))(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]{1,4}|(?<=::))(?!\\w|:[\\w:])';
/** The same behind the sign of a mask or range. */
const next = four.replace('(?<!\\d|\\d\\.)', '');
/** A MAC address, or an address with what may follow: a prefix length or mask, or the other end of a range. */
const found = new RegExp(
  `(?<mac>${mac})|(?<address>${four}|${six})(?:/(?<mask>\\d{1,3}(?![\\d.])|${next}|(?=[0-9A-Fa-f:]*::?)[0-9A-Fa-f:]+)|-(?<high>${next}|(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]{0,4})))?`,
  'g',
);

/** Replaces the addresses in a text; `rest` what stands between them. */
export function redactText(text: string, names: Names, rest: (text: string) => string = same): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(found)) {
    const written = replaced(match.groups ?? {}, names, rest);
    if (written === undefined) continue;
    names.replaced(match[0], written);
    result += rest(text.slice(from, match.index)) + written;
    from = match.index + match[0].length;
  }
  return from === 0 ? rest(text) : result + rest(text.slice(from));
}

function same(text: string): string {
  return text;
}

type Groups = Readonly<Record<string, string | undefined>>;

function replaced(
  { mac: hardware, address: text = '', mask, high }: Groups,
  names: Names,
  rest: (text: string) => string,
): string | undefined {
  if (hardware !== undefined) return writeMac(names.mac(Number.parseInt(hardware.replaceAll(':', ''), 16)));
  const address = readAddress(text);
  if (address === undefined) return undefined;
  const alone = (): string => writeAddress(names.address(address));
  if (high !== undefined) {
    const end = readAddress(high);
    if (end === undefined || familyOf(end) !== familyOf(address))
      return `${alone()}-${redactText(high, names, rest)}`;
    names.range(address, end);
    return `${alone()}-${writeAddress(names.address(end))}`;
  }
  if (mask === undefined) return alone();
  const bits = /^\d+$/.test(mask) ? maskOfLength(Number(mask), familyOf(address)) : readAddress(mask);
  // In free text what is no mask is another address.
  const isMask =
    bits !== undefined &&
    familyOf(bits) === familyOf(address) &&
    (rest === same || lengthOfMask(bits) !== undefined);
  if (!isMask) return `${alone()}/${redactText(mask, names, rest)}`;
  return `${writeAddress(redactMasked(address, bits, names))}/${mask}`;
}

/** An address under a mask: what the mask leaves out stays left out. */
export function redactMasked(address: Address, mask: Address, names: Names): Address {
  if (lengthOfMask(mask) === undefined) {
    const length = leadingOnes(mask);
    names.bits(andAddress(address, maskOfLength(length, familyOf(address))), length, mask);
  }
  const result = names.address(address);
  return sameAddress(andAddress(address, mask), address) ? andAddress(result, mask) : result;
}

function leadingOnes(mask: Address): number {
  let length = 0;
  for (const word of typeof mask === 'number' ? [mask] : mask) {
    const ones = Math.clz32(~word);
    length += ones;
    if (ones < 32) break;
  }
  return length;
}

export function writeMac(mac: number): string {
  return (mac.toString(16).padStart(12, '0').match(/../g) ?? []).join(':');
}

import {
  andAddress,
  familyOf,
  lengthOfMask,
  maskOfLength,
  readAddress,
  readDotted,
} from '../../address/address.js';
import type { Address } from '../../address/address.js';
import { prefixRange } from '../../address/range.js';
import type { Range } from '../../address/range.js';
import type { Family } from '../../netfilter/hooks.js';
import { bad, good } from '../option.js';
import { readHost4, readNumericAddress4 } from './address4.js';
import type { OptionType, Reading } from '../option.js';
import { readDigits, readNumber } from './numbers.js';

/** An address with a mask, host bits cleared; the mask may have holes. */
export interface MaskedAddress {
  readonly address: Address;
  readonly mask: Address;
}

function example(family: Family): string {
  return family === 4 ? '10.0.0.1' : '2001:db8::1';
}

/** One address of the dump's family, as the resolver reads it. @see iptables libxtables/xtoptions.c xtopt_parse_host */
export const address: OptionType<Address> = {
  takes: 1,
  read([text = ''], family) {
    const value = family === 4 ? readHost4(text) : readAddress(text);
    return value === undefined || familyOf(value) !== family
      ? bad(`an IPv${family} address such as ${example(family)}`)
      : good(value);
  },
};

/** A mask: prefix length or written out (`255.255.0.0`, also with holes). */
export function readMask(text: string, family: Family): Address | undefined {
  const length = readNumber(text, family === 4 ? 32 : 128);
  if (length !== undefined) return maskOfLength(length, family);
  const mask = family === 6 ? readAddress(text) : isWholeMask(text) ? readNumericAddress4(text) : undefined;
  return mask !== undefined && familyOf(mask) === family ? mask : undefined;
}

/** A mask that is written out may not be shortened. @see iptables libxtables/xtables.c xtables_numeric_to_ipmask */
function isWholeMask(text: string): boolean {
  return text.split('.').length === 4;
}

/**
 * `address[/mask]` as after -s and -d. IPv4 addresses may be shortened (`10/8`, `192.168/16`).
 * @see iptables libxtables/xtables.c xtables_ipparse_any
 */
export function readMaskedAddress(text: string, family: Family): Reading<MaskedAddress> {
  const expected = (): string =>
    `an IPv${family} address or network such as ${example(family)}/${family === 4 ? 24 : 64}`;
  const cut = text.indexOf('/');
  const head = cut < 0 ? text : text.slice(0, cut);
  const value = family === 4 ? (readNumericAddress4(head) ?? readHost4(head)) : readAddress(head);
  if (value === undefined || familyOf(value) !== family) {
    return /^[a-zA-Z][\w.-]*$/.test(head) && !/^[0-9a-fA-F:]+$/.test(head)
      ? bad(expected(), 'host names are resolved when rules are loaded; iptables-save prints addresses')
      : bad(expected());
  }
  const mask =
    cut < 0 ? maskOfLength(family === 4 ? 32 : 128, family) : readMask(text.slice(cut + 1), family);
  if (mask === undefined) return bad(`${expected()}; the mask after "/" cannot be read`);
  return good({ address: andAddress(value, mask), mask });
}

/** One or more `address[/mask]`, comma-separated as in hand-written rules. */
export const maskedAddresses: OptionType<readonly MaskedAddress[]> = {
  takes: 1,
  read([text = ''], family) {
    if (!text.includes(',')) {
      const reading = readMaskedAddress(text, family);
      return reading.ok ? good([reading.value]) : reading;
    }
    const values: MaskedAddress[] = [];
    for (const part of text.split(',')) {
      const reading = readMaskedAddress(part, family);
      if (!reading.ok) return reading;
      values.push(reading.value);
    }
    return good(values);
  },
  accepts: acceptsMasked,
  pattern: (family) => (family === 4 ? `${addressPattern}(?:/(?:3[0-2]|[12]\\d|\\d))?` : undefined),
};

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** `10.0.0.1`. */
export const addressPattern = `${octet}\\.${octet}\\.${octet}\\.${octet}`;

/** `10.0.0.1` or `10.0.0.0/8`: what iptables-save prints of one IPv4 address. */
function acceptsMasked(text: string, from: number, to: number, family: Family): boolean {
  if (family !== 4) return false;
  const cut = text.indexOf('/', from);
  const isMasked = cut >= 0 && cut < to;
  if (readDotted(text, from, isMasked ? cut : to) === undefined) return false;
  if (!isMasked) return true;
  const length = readDigits(text, cut + 1, to);
  return length >= 0 && length <= 32;
}

/** The range of a mask without holes; undefined where the mask has holes. */
export function rangeOfMasked({ address: base, mask }: MaskedAddress): Range | undefined {
  const length = lengthOfMask(mask);
  return length === undefined ? undefined : prefixRange(base, length);
}

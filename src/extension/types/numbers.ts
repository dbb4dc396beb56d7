import { bad, good } from '../option.js';
import type { OptionType, Reading } from '../option.js';

/** White space and a plus sign go before a number, as strtoul takes them. */
const written = /^[ \t\n\v\f\r]*\+?(0[xX][0-9a-fA-F]+|[0-9]+)$/;

/**
 * Reads an unsigned number as xtables does: decimal, 0x hexadecimal or 0 octal; undefined where it is none or over `max`.
 * @see iptables libxtables/xtables.c xtables_strtoul
 */
export function readNumber(text: string, max: number): number | undefined {
  const usual = readDigits(text, 0, text.length);
  if (usual >= 0) return usual <= max ? usual : undefined;
  const digits = written.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const octal = digits.length > 1 && /^0[0-9]/.test(digits);
  if (octal && /[89]/.test(digits)) return undefined;
  const value = octal ? Number.parseInt(digits, 8) : Number(digits);
  return value <= max ? value : undefined;
}

/** The number that one to nine digits between two offsets make, the first of them no zero; -1 for anything else. */
export function readDigits(text: string, from: number, to: number): number {
  const length = to - from;
  if (length <= 0 || length > 9 || (length > 1 && text.charCodeAt(from) === 0x30)) return -1;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether a 32-bit number stands between two offsets as iptables-save prints it: up to nine digits, or up to eight behind 0x. */
export function isPlain32(text: string, from: number, to: number): boolean {
  if (text.charCodeAt(from) !== 0x30 || text.charCodeAt(from + 1) !== 0x78) {
    return readDigits(text, from, to) >= 0;
  }
  if (to - from < 3 || to - from > 10) return false;
  for (let at = from + 2; at < to; at += 1) {
    const code = text.charCodeAt(at);
    const letter = code | 0x20;
    if ((code < 0x30 || code > 0x39) && (letter < 0x61 || letter > 0x66)) return false;
  }
  return true;
}

/** A whole number from `min` to `max`. */
export function number(min: number, max: number): OptionType<number> {
  return {
    takes: 1,
    read([text = '']) {
      const value = readNumber(text, max);
      return value === undefined || value < min ? bad(`a number from ${min} to ${max}`) : good(value);
    },
    accepts(text, from, to) {
      const value = readDigits(text, from, to);
      return value >= 0 && value >= min && value <= max;
    },
  };
}

export const uint8 = number(0, 0xff);
export const uint16 = number(0, 0xffff);
export const uint32 = number(0, 0xffffffff);

/** As readNumber, for 64 bits: exact up to 2^53, undefined from 2^64 on. */
export function readNumber64(text: string): number | undefined {
  const value = readNumber(text, 2 ** 64);
  if (value !== 2 ** 64) return value;
  const digits = written.exec(text)?.[1] ?? '';
  const octal = /^0[0-7]+$/.test(digits);
  return BigInt(octal ? `0o${digits.slice(1)}` : digits) < 2n ** 64n ? value : undefined;
}

/** Up to 2^64 - 1; exact up to 2^53. */
export const uint64: OptionType<number> = {
  takes: 1,
  read([text = '']) {
    const value = readNumber64(text);
    return value === undefined ? bad('a number from 0 to 18446744073709551615') : good(value);
  },
};

/**
 * `low:high` (or `low-high`) with either end left out, or one number; inclusive. A low end over the high end is refused.
 * @see iptables libxtables/xtoptions.c xtopt_parse_mint
 */
export function readNumberRange(
  text: string,
  max: number,
  separator: ':' | '-',
): Reading<readonly [low: number, high: number]> {
  const expected = `a number or a range LOW${separator}HIGH, up to ${max}`;
  const cut = text.indexOf(separator);
  const lowText = cut < 0 ? text : text.slice(0, cut);
  const highText = cut < 0 ? text : text.slice(cut + 1);
  const low = lowText === '' && cut >= 0 ? 0 : readNumber(lowText, max);
  const high = highText === '' && cut >= 0 ? max : readNumber(highText, max);
  if (low === undefined || high === undefined) return bad(expected);
  if (low > high) return bad(expected, `the range ends (${high}) before it starts (${low})`);
  return good([low, high]);
}

/** An option without value. */
export const flag: OptionType<true> = { takes: 0, read: () => good(true) };

import { servicePort } from '../../netfilter/services.js';
import { bad, good } from '../option.js';
import type { OptionType, Reading } from '../option.js';
import { readDigits, readNumber } from './numbers.js';

/** An inclusive range of ports; one port is a range of itself. */
export type PortRange = readonly [low: number, high: number];

/** A port as number or service name; undefined where it is neither. */
export function readPort(text: string): number | undefined {
  return readNumber(text, 0xffff) ?? servicePort(text);
}

/**
 * `port`, `low:high`, `low:` or `:high`.
 * @see iptables libxtables/xtoptions.c xtopt_parse_mport (XTTYPE_PORTRC)
 */
export function readPortRange(text: string): Reading<PortRange> {
  const expected = 'a port, a service name or a range LOW:HIGH';
  const cut = text.indexOf(':');
  if (cut < 0) {
    const port = readPort(text);
    return port === undefined ? bad(expected) : good([port, port]);
  }
  const low = cut === 0 ? 0 : readPort(text.slice(0, cut));
  const high = cut === text.length - 1 ? 0xffff : readPort(text.slice(cut + 1));
  if (low === undefined || high === undefined) return bad(expected);
  if (low > high) return bad(expected, `the range ends (${high}) before it starts (${low})`);
  return good([low, high]);
}

/** A port as a plain number. */
function acceptsPort(text: string, from: number, to: number): boolean {
  const port = readDigits(text, from, to);
  return port >= 0 && port <= 0xffff;
}

/** One port as a plain number, without those above 64999. */
export const portPattern = '(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3})';

export const portRange: OptionType<PortRange> = {
  takes: 1,
  read: ([text = '']) => readPortRange(text),
  accepts: acceptsPort,
  pattern: () => portPattern,
};

/**
 * As `portRange`, but numbers are decimal and cut to 16 bits, and a range that ends before it starts is taken; no port lies in
 * it. So read udp, dccp and conntrack, through getaddrinfo.
 * @see iptables libxtables/xtoptions.c xtopt_parse_mport
 */
export const anyPortRange: OptionType<PortRange> = {
  takes: 1,
  read([text = '']) {
    const [lowText = '', highText, ...rest] = text.split(':');
    const low = lowText === '' && highText !== undefined ? 0 : resolvePort(lowText);
    const high = highText === undefined ? low : highText === '' ? 0xffff : resolvePort(highText);
    return low === undefined || high === undefined || rest.length > 0
      ? bad('a port, a service name or a range LOW:HIGH')
      : good([low, high]);
  },
  accepts: acceptsPort,
  pattern: () => portPattern,
};

/** More digits than any number has that the resolver takes. */
const longestPort = 24;

/** Nothing at all counts as 0. A number is cut to 32 bits and, unless that makes it negative, to 16. */
function resolvePort(text: string): number | undefined {
  if (text === '') return 0;
  const digits = text.length > longestPort ? undefined : /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/.exec(text);
  if (digits === undefined || digits === null) return servicePort(text);
  const size = BigInt(digits[2] ?? 0);
  if (size >= 2n ** 64n) return undefined;
  const port = BigInt.asIntN(32, digits[1] === '-' ? -size : size);
  return port < 0n ? undefined : Number(port) & 0xffff;
}

/**
 * The port lists of multiport: at most 15 places, a range takes two. Both ends of a range are written, the lower one first.
 * @see iptables extensions/libxt_multiport.c parse_multi_ports_v1
 */
export const portList: OptionType<readonly PortRange[]> = {
  takes: 1,
  read([text = '']) {
    const ranges: PortRange[] = [];
    let places = 0;
    for (const part of text.split(',')) {
      const [lowText = '', highText, ...rest] = part.split(':');
      const low = readPort(lowText);
      const high = highText === undefined ? low : readPort(highText);
      if (low === undefined || high === undefined || rest.length > 0) {
        return bad('ports and ranges LOW:HIGH, comma-separated');
      }
      if (highText !== undefined && low >= high) {
        return bad('ports and ranges LOW:HIGH, comma-separated', `${part} is no range from low to high`);
      }
      places += highText === undefined ? 1 : 2;
      ranges.push([low, high]);
    }
    return places > 15 ? bad('at most 15 ports, where a range counts as two') : good(ranges);
  },
  accepts(text, from, to) {
    let places = 0;
    for (let at = from; at <= to; places += 1) {
      const comma = text.indexOf(',', at);
      const end = comma < 0 || comma > to ? to : comma;
      if (!acceptsPort(text, at, end)) return false;
      at = end + 1;
    }
    return places <= 15;
  },
  pattern: () => `${portPattern}(?:,${portPattern}){0,14}`,
};

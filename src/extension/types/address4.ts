import { readAddress, readDotted } from '../../address/address.js';
import { readNumber } from './numbers.js';

/**
 * An IPv4 address of one to four bytes, each decimal, hexadecimal or octal; those left out are 0: `10.1` is 10.1.0.0.
 * @see iptables libxtables/xtables.c xtables_numeric_to_ipaddr
 */
export function readNumericAddress4(text: string): number | undefined {
  const usual = readDotted(text, 0, text.length);
  if (usual !== undefined) return usual;
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let value = 0;
  for (let index = 0; index < 4; index++) {
    const part = parts[index];
    const byte = part === undefined ? 0 : readNumber(part, 255);
    if (byte === undefined) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

/**
 * An IPv4 address as the resolver reads it: the last of one to four numbers fills all bytes that are left, so `10.1` is
 * 10.0.0.1; also `::ffff:10.0.0.1`.
 * @see getaddrinfo(3), inet_aton(3)
 */
export function readHost4(text: string): number | undefined {
  if (text.includes(':')) {
    const address = readAddress(text);
    if (address === undefined || typeof address === 'number') return undefined;
    return address[0] === 0 && address[1] === 0 && address[2] === 0xffff ? address[3] : undefined;
  }
  const parts = text.split('.');
  if (parts.length > 4 || parts.some((part) => !/^\d/.test(part))) return undefined;
  let value = 0;
  for (const [index, part] of parts.entries()) {
    const room = index + 1 < parts.length ? 256 : 256 ** (5 - parts.length);
    const number = readNumber(part, room - 1);
    if (number === undefined) return undefined;
    value = value * room + number;
  }
  return value;
}

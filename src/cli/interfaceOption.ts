import { encodeUtf8 } from '../document/utf8.js';
import { UsageError } from './usageError.js';

/**
 * The name of one interface as it is typed, as bytes (latin1). What `ip` prints of an interface with another end (`eth0@if5`), and the pattern that
 * a rule asks for (`cali+`), are no names, and would meet no rule that is meant.
 * @throws UsageError where it is none
 */
export function readInterfaceName(option: string, text: string): string {
  const own = /^([^@]+)@/.exec(text)?.[1];
  if (own !== undefined) {
    throw new UsageError(`${option}: "${text}" is how ip prints the interface ${own}: give that`, option);
  }
  if (/^.+\+$/.test(text)) {
    throw new UsageError(
      `${option}: "${text}" is a pattern of rules; a packet goes by one interface: give its name`,
      option,
    );
  }
  if (!/^[^\s/]{1,15}$/.test(text)) {
    throw new UsageError(`${option}: "${text}" is not an interface name of 1 to 15 characters`, option);
  }
  return encodeUtf8(text);
}

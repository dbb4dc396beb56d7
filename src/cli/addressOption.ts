import { readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { UsageError } from './usageError.js';

/** One address of a packet as it is typed; what stands beside it (a length, a port) has options of its own. @throws UsageError where it is none */
export function readAddressOption(option: string, text: string): Address {
  const value = readAddress(text);
  if (value !== undefined) return value;
  throw new UsageError(`${option}: "${text}" is not an IPv4 or IPv6 address${hint(option, text)}`, option);
}

function hint(option: string, text: string): string {
  const [, before = '', mark = '', behind = ''] = /^(.+?)([/:])(\d+)$/.exec(text) ?? [];
  if (readAddress(before.replace(/^\[(.*)\]$/, '$1')) === undefined) return '';
  if (mark === '/') return ': a packet has a single one, without a length';
  return `: the port goes into --${option === '--src' ? 'sport' : 'dport'} ${behind}`;
}

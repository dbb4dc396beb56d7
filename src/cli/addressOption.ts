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
  const isSource = option === '--src';
  const [, address = '', beside = ''] = /^(.+)([/%].*)$/.exec(text) ?? [];
  if (readAddress(address) !== undefined) {
    if (beside.startsWith('/')) return ': a packet has a single one, without a length';
    return `: give ${address}; the interface goes into ${isSource ? '--iif' : '--oif'}`;
  }
  if (/^[a-z]/i.test(text) && !/^[a-f\d:]*$/i.test(text)) {
    return `: names go into --${isSource ? 'from' : 'to'}, with --names FILE`;
  }
  const [, bare = '', bracketed = '', port] = /^(?:([\d.]+)|\[(.*)\])(?::(\d+))?$/.exec(text) ?? [];
  if (readAddress(bare === '' ? bracketed : bare) === undefined) return '';
  return port === undefined
    ? `: give ${bracketed}`
    : `: the port goes into --${isSource ? 'sport' : 'dport'} ${port}`;
}

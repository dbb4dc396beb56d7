import { andAddress, familyOf, maskOfLength, readAddress } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { Prefix } from './node.js';

/** An address with or without `/length`, as written (host bits kept); undefined where it is neither. */
export function readInterfacePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = readAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = hostLength(familyOf(address));
  if (slash < 0) return { address, length: bits };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > bits) return undefined;
  return { address, length: Number(digits) };
}

/** `10.0.0.0/8`, `2001:db8::1`; host bits are cleared. Undefined where it is no prefix. What `--local` takes. */
export function readPrefix(text: string): Prefix | undefined {
  const prefix = readInterfacePrefix(text);
  return prefix === undefined ? undefined : clearHostBits(prefix);
}

export function clearHostBits({ address, length }: Prefix): Prefix {
  return { address: andAddress(address, maskOfLength(length, familyOf(address))), length };
}

/** The bits of an address: 32 or 128. */
export function hostLength(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

import { andAddress, familyOf, maskOfLength, sameAddress, writeAddress, zero6 } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { Prefix } from './node.js';
import { hostLength } from './readPrefix.js';

/** Whether the address lies in the prefix; never where the families differ. */
export function inPrefix(prefix: Prefix, address: Address): boolean {
  const family = familyOf(address);
  if (familyOf(prefix.address) !== family) return false;
  return sameAddress(andAddress(address, maskOfLength(prefix.length, family)), prefix.address);
}

/** `10.0.0.0/8`; a host without its length; `default` for length 0. */
export function writePrefix({ address, length }: Prefix): string {
  if (length === 0) return 'default';
  const text = writeAddress(address);
  return length === hostLength(familyOf(address)) ? text : `${text}/${length}`;
}

/** The prefix that holds every address of a family. */
export function everything(family: Family): Prefix {
  return { address: family === 4 ? 0 : zero6, length: 0 };
}

import { expect, test } from 'vitest';
import { readAddress, writeAddress } from '../../src/address/address.js';
import type { Address6 } from '../../src/address/address.js';
import { translatePrefix } from '../../src/address/translatePrefix.js';

function prefix(text: string): { address: Address6; length: number } {
  const [written = '', length = ''] = text.split('/');
  const address = readAddress(written);
  if (address === undefined || typeof address === 'number') throw new Error(text);
  return { address, length: Number(length) };
}

test.each([
  // The example of RFC 6296, appendix A.
  ['fd01:203:405:1::1234', 'fd01:203:405::/48', '2001:db8:1::/48', '2001:db8:1:d550::1234'],
  ['2001:db8:1:d550::1234', '2001:db8:1::/48', 'fd01:203:405::/48', 'fd01:203:405:1::1234'],
  // A longer prefix leaves no subnet word: the host part is balanced, in its first word that is not all ones.
  ['fd00:1:2:3::1', 'fd00:1:2:3::/64', '2001:db8:9:8::/64', '2001:db8:9:8:cf3c::1'],
  ['fd00:1:2:3:ffff::1', 'fd00:1:2:3::/64', '2001:db8:9:8::/64', '2001:db8:9:8:ffff:cf3c:0:1'],
  ['fd00:1:2:3:ffff:ffff:ffff:ffff', 'fd00:1:2:3::/64', '2001:db8:9:8::/64', undefined],
  ['fd00::1', 'fd00::/48', 'fd00::/48', 'fd00::1'],
])('%s from %s to %s', (written, from, to, expected) => {
  const address = readAddress(written) ?? 0;
  const moved = translatePrefix(address, prefix(from), prefix(to));
  expect(moved === undefined ? undefined : writeAddress(moved)).toBe(expected);
});

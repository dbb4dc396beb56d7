import { expect, test } from 'vitest';
import { maskOfLength, readAddress } from '../../src/address/address.js';
import NETMAP from '../../src/targets/NETMAP.js';
import { accepts, effectsOf } from './support.js';

test.each([
  [4, '--to 192.0.2.77/24', '192.0.2.0', 24],
  [4, '--to 192.0.2.1', '192.0.2.1', 32],
  [6, '--to 2001:db8::/64', '2001:db8::', 64],
] as const)('IPv%s NETMAP %s', (family, options, address, length) => {
  expect(effectsOf(NETMAP, options, family)).toEqual([
    {
      kind: 'nat',
      side: 'by-hook',
      to: { kind: 'netmap', address: readAddress(address), mask: maskOfLength(length, family) },
    },
  ]);
});

test('NETMAP needs a network', () => {
  expect(accepts(NETMAP, '')).toBe('refused');
  expect(accepts(NETMAP, '--to nowhere')).toBe('refused');
});

import { expect, test } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import DNPT from '../../src/targets/DNPT.js';
import { accepts, effectsOf } from './support.js';

test('DNPT', () => {
  expect(effectsOf(DNPT, '--src-pfx fd00::/48 --dst-pfx 2001:db8:1::/48', 6)).toEqual([
    {
      kind: 'prefix',
      side: 'destination',
      from: { address: readAddress('fd00::'), length: 48 },
      to: { address: readAddress('2001:db8:1::'), length: 48 },
    },
  ]);
});

test.each([
  ['--src-pfx fd00::/48', 'refused'],
  ['--src-pfx fd00::/129 --dst-pfx fd01::/48', 'refused'],
  ['--src-pfx fd00::1 --dst-pfx fd01::/64', 'OK'],
])('DNPT %s: %s', (options, answer) => {
  expect(accepts(DNPT, options, 6)).toBe(answer);
});

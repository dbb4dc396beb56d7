import { expect, test } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import TEE from '../../src/targets/TEE.js';
import { accepts, effectsOf, verdictOf } from './support.js';

test('TEE copies and goes on', () => {
  const options = '--gateway 192.0.2.1 --oif eth1';
  expect(effectsOf(TEE, options)).toEqual([{ kind: 'copy', gateway: readAddress('192.0.2.1') }]);
  expect(verdictOf(TEE, options)).toBe('CONTINUE');
});

test.each([
  [4, '', 'refused'],
  [4, '! --gateway 192.0.2.1', 'refused'],
  [6, '--gateway 192.0.2.1', 'refused'],
] as const)('IPv%s TEE %s: %s', (family, options, answer) => {
  expect(accepts(TEE, options, family)).toBe(answer);
});

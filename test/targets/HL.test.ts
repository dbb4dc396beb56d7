import { expect, test } from 'vitest';
import HL from '../../src/targets/HL.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['--hl-set 42', 'set', 42],
  ['--hl-set 0', 'set', 0],
  ['--hl-inc 1', 'increase', 1],
  ['--hl-dec 255', 'decrease', 255],
])('HL %s', (options, change, value) => {
  expect(effectsOf(HL, options, 6)).toEqual([{ kind: 'ttl', change, value }]);
});

test.each([
  ['', 'refused'],
  ['--hl-inc 0', 'refused'],
  ['--hl-set 256', 'refused'],
  ['--hl-inc 1 --hl-dec 1', 'refused'],
])('HL %s: %s', (options, answer) => {
  expect(accepts(HL, options, 6)).toBe(answer);
});

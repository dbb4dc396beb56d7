import { expect, test } from 'vitest';
import TTL from '../../src/targets/TTL.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['--ttl-set 42', 'set', 42],
  ['--ttl-set 0', 'set', 0],
  ['--ttl-inc 1', 'increase', 1],
  ['--ttl-dec 255', 'decrease', 255],
])('TTL %s', (options, change, value) => {
  expect(effectsOf(TTL, options)).toEqual([{ kind: 'ttl', change, value }]);
});

test.each([
  ['', 'refused'],
  ['--ttl-inc 0', 'refused'],
  ['--ttl-set 256', 'refused'],
  ['--ttl-inc 1 --ttl-dec 1', 'refused'],
])('TTL %s: %s', (options, answer) => {
  expect(accepts(TTL, options)).toBe(answer);
});

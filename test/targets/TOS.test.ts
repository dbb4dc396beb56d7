import { expect, test } from 'vitest';
import TOS from '../../src/targets/TOS.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['--set-tos 0x1f', 0x1f, 0xff],
  ['--set-tos 0x1f/0x3f', 0x1f, 0x3f],
  ['--set-tos Maximize-Throughput', 0x08, 0x3f],
  ['--set-tos minimize-delay', 0x10, 0x3f],
  ['--and-tos 0x12', 0, 0xed],
  ['--or-tos 0x12', 0x12, 0x12],
  ['--xor-tos 0x12', 0x12, 0],
])('TOS %s', (options, value, mask) => {
  expect(effectsOf(TOS, options)).toEqual([{ kind: 'tos', value, mask }]);
});

test.each([
  ['', 'refused'],
  ['--set-tos 256', 'refused'],
  ['--set-tos 1 --or-tos 1', 'refused'],
])('TOS %s: %s', (options, answer) => {
  expect(accepts(TOS, options)).toBe(answer);
});

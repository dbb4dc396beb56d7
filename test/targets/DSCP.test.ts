import { expect, test } from 'vitest';
import DSCP from '../../src/targets/DSCP.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['--set-dscp 0x3f', 0xfc],
  ['--set-dscp-class EF', 0xb8],
  ['--set-dscp-class af11', 0x28],
  ['--set-dscp-class BE', 0],
])('DSCP %s', (options, value) => {
  expect(effectsOf(DSCP, options)).toEqual([{ kind: 'tos', value, mask: 0xfc }]);
});

test.each([
  ['', 'refused'],
  ['--set-dscp 0x40', 'refused'],
  ['--set-dscp-class XX', 'refused'],
  ['--set-dscp 1 --set-dscp-class EF', 'refused'],
])('DSCP %s: %s', (options, answer) => {
  expect(accepts(DSCP, options)).toBe(answer);
});

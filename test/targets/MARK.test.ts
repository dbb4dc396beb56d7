import { expect, test } from 'vitest';
import MARK from '../../src/targets/MARK.js';
import { accepts, effectsOf, verdictOf } from './support.js';

test.each([
  ['--set-xmark 0x4000/0x4000', 0x4000, 0x4000],
  ['--set-xmark 0x10/0xf', 0x10, 0xf],
  ['--set-xmark 0x4000/0x0', 0x4000, 0],
  ['--set-xmark 0xffffffff', 0xffffffff, 0xffffffff],
  ['--set-mark 0x10', 0x10, 0xffffffff],
  ['--set-mark 0x10/0xf', 0x10, 0x1f],
  ['--set-mark 0x80000000/0x1', 0x80000000, 0x80000001],
  ['--and-mark 0xff', 0, 0xffffff00],
  ['--or-mark 0x80000000', 0x80000000, 0x80000000],
  ['--xor-mark 0x6', 0x6, 0],
])('MARK %s', (options, value, mask) => {
  expect(effectsOf(MARK, options)).toEqual([{ kind: 'mark', value, mask }]);
  expect(verdictOf(MARK, options)).toBe('CONTINUE');
});

test.each([
  ['', 'refused'],
  ['--set-mark 1 --set-xmark 2', 'refused'],
  ['--set-mark 1 --set-mark 2', 'refused'],
  ['--set-mark -1', 'refused'],
  ['--set-mark 4294967296', 'refused'],
  ['--or-mark 1/2', 'refused'],
  ['! --set-mark 1', 'refused'],
  ['--set-mark 017', 'OK'],
])('MARK %s: %s', (options, answer) => {
  expect(accepts(MARK, options)).toBe(answer);
});

import { expect, test } from 'vitest';
import CONNMARK from '../../src/targets/CONNMARK.js';
import { accepts, effectsOf } from './support.js';

const all = 0xffffffff;

test.each([
  ['--set-xmark 0x1/0xf', { kind: 'connmark-set', value: 1, mask: 0xf }],
  ['--set-mark 0x10/0xf', { kind: 'connmark-set', value: 0x10, mask: 0x1f }],
  ['--and-mark 0xff', { kind: 'connmark-set', value: 0, mask: 0xffffff00 }],
  ['--or-mark 0x1', { kind: 'connmark-set', value: 1, mask: 1 }],
  ['--xor-mark 0x1', { kind: 'connmark-set', value: 1, mask: 0 }],
  ['--set-mark 1 --left-shift-mark 4', { kind: 'connmark-set', value: 1, mask: all, shift: 4 }],
  ['--save-mark', { kind: 'connmark-save', nfMask: all, ctMask: all }],
  ['--save-mark --mask 0xff', { kind: 'connmark-save', nfMask: 0xff, ctMask: 0xff }],
  ['--save-mark --nfmask 0xff --ctmask 0xf0', { kind: 'connmark-save', nfMask: 0xff, ctMask: 0xf0 }],
  ['--restore-mark --ctmask 0xf0', { kind: 'connmark-restore', nfMask: all, ctMask: 0xf0 }],
  ['--restore-mark --right-shift-mark 8', { kind: 'connmark-restore', nfMask: all, ctMask: all, shift: -8 }],
])('CONNMARK %s', (options, effect) => {
  expect(effectsOf(CONNMARK, options)).toEqual([effect]);
});

test.each([
  ['', 'refused'],
  ['--mask 1', 'refused'],
  ['--save-mark --restore-mark', 'refused'],
  ['--save-mark --mask 1 --nfmask 1', 'refused'],
  ['--save-mark --left-shift-mark 33', 'refused'],
  ['--save-mark --left-shift-mark 32', 'OK'],
])('CONNMARK %s: %s', (options, answer) => {
  expect(accepts(CONNMARK, options)).toBe(answer);
});

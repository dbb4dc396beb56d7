import { expect, test } from 'vitest';
import NFLOG from '../../src/targets/NFLOG.js';
import { accepts, noteOf } from './support.js';

test.each([
  ['', 'logged to netlink group 0'],
  ['--nflog-group 3 --nflog-prefix cali', 'logged to netlink group 3, prefix "cali"'],
  [`--nflog-prefix ${'x'.repeat(70)}`, `logged to netlink group 0, prefix "${'x'.repeat(63)}"`],
])('NFLOG %s', (options, text) => {
  expect(noteOf(NFLOG, options)).toBe(text);
});

test.each([
  ['--nflog-size 4294967295', 'OK'],
  ['--nflog-size 1 --nflog-range 1', 'refused'],
  ['--nflog-threshold 65536', 'refused'],
])('NFLOG %s: %s', (options, answer) => {
  expect(accepts(NFLOG, options)).toBe(answer);
});

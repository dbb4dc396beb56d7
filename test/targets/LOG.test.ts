import { expect, test } from 'vitest';
import LOG from '../../src/targets/LOG.js';
import { accepts, noteOf, verdictOf } from './support.js';

test.each([
  ['', 'written to the kernel log, level warning'],
  ['--log-level 1', 'written to the kernel log, level alert'],
  ['--log-level panic', 'written to the kernel log, level emerg'],
  ['--log-prefix "drop: " --log-level debug', 'written to the kernel log, level debug, prefix "drop: "'],
])('LOG %s', (options, text) => {
  expect(noteOf(LOG, options)).toBe(text);
  expect(verdictOf(LOG, options)).toBe('CONTINUE');
});

test.each([
  ['--log-level bad', 'refused'],
  ['--log-level 8', 'refused'],
  ['--log-prefix', 'refused'],
  ['--log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode', 'OK'],
])('LOG %s: %s', (options, answer) => {
  expect(accepts(LOG, options)).toBe(answer);
});

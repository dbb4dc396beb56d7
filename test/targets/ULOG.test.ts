import { expect, test } from 'vitest';
import ULOG from '../../src/targets/ULOG.js';
import { accepts, noteOf } from './support.js';

test('ULOG', () => {
  expect(noteOf(ULOG, '--ulog-nlgroup 2 --ulog-prefix a')).toBe('logged to netlink group 2, prefix "a"');
});

test.each([
  ['--ulog-nlgroup 0', 'refused'],
  ['--ulog-nlgroup 32 --ulog-cprange 100 --ulog-qthreshold 50', 'OK'],
  ['--ulog-qthreshold 51', 'refused'],
])('ULOG %s: %s', (options, answer) => {
  expect(accepts(ULOG, options)).toBe(answer);
});

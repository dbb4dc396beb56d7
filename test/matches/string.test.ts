import { expect, it } from 'vitest';
import string from '../../src/matches/string.js';
import { asked, testMatch } from '../extension/support.js';

testMatch(string, {
  decides: [
    ['--algo bm --string GET', {}, 'unknown'],
    ['--algo bm --string GET', { told: { 'string:GET': true } }, 'yes'],
    ['--algo bm ! --string GET', { told: { 'string:GET': true } }, 'no'],
  ],
  reads: [
    ['--algo bm', 'refused'],
    ['--string GET', 'refused'],
    ['--algo bm --string GET --hex-string |41|', 'refused'],
    ['--algo kmp --string GET --from 65535 --to 0 --icase', 'OK'],
    ['--algo kmp --string GET --from 65536', 'refused'],
    [`--algo bm --string ${'a'.repeat(128)}`, 'OK'],
    [`--algo bm --string ${'a'.repeat(129)}`, 'refused'],
    ['--algo bm --hex-string "|0d 0a|"', 'OK'],
    ['--algo bm --hex-string "a|0d0a|b"', 'OK'],
    ['--algo bm --hex-string "|0d0|"', 'refused'],
    ['--algo bm --hex-string "|0d"', 'refused'],
    ['--algo bm --hex-string "|zz|"', 'refused'],
    ['--algo bm ! --hex-string |41|', 'OK', 6],
  ],
});

it.each([
  ['--algo bm --hex-string "|41 42|c"', 'string:ABc'],
  ['--algo bm --hex-string "|4142|"', 'string:AB'],
  ['--algo bm --string x --icase', 'string:x in any case'],
  ['--algo bm --string x --from 20 --to 40', 'string:x between bytes 20 and 40'],
])('%s asks about %s', (options, key) => {
  expect(asked(string, options, {})).toBe(key);
});

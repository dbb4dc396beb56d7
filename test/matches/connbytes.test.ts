import connbytes from '../../src/matches/connbytes.js';
import { testMatch } from '../extension/support.js';

const both = '--connbytes-dir both --connbytes-mode bytes';
const carried = {
  ctEntry: 'yes',
  told: { 'connbytes:both,bytes,10:20': true, 'connbytes:both,bytes,7:7': true },
} as const;

testMatch(connbytes, {
  decides: [
    [`--connbytes 10:20 ${both}`, { ctEntry: 'yes' }, 'unknown'],
    [`--connbytes 10:20 ${both}`, carried, 'yes'],
    [`! --connbytes 10:20 ${both}`, carried, 'no'],
    [`--connbytes 10:20 ${both}`, { ctEntry: 'no' }, 'no'],
    [`! --connbytes 10:20 ${both}`, { ctEntry: 'no' }, 'no'],
    // Turned round, a range of one number is the same range.
    [`! --connbytes 7:7 ${both}`, carried, 'yes'],
  ],
  reads: [
    ['--connbytes 10', 'refused'],
    [`--connbytes 10 ${both}`, 'OK'],
    [`--connbytes 10: ${both}`, 'OK'],
    [`--connbytes 20:10 ${both}`, 'refused'],
    [`--connbytes 0:18446744073709551615 ${both}`, 'OK'],
    [`--connbytes 0:18446744073709551616 ${both}`, 'refused'],
    ['--connbytes 10 --connbytes-dir wrong --connbytes-mode bytes', 'refused'],
    ['--connbytes 10 --connbytes-dir reply --connbytes-mode avgpkt', 'OK', 6],
  ],
});

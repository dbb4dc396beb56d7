import helper from '../../src/matches/helper.js';
import { testMatch } from '../extension/support.js';

const expected = { ctEntry: 'yes', ctStatus: ['EXPECTED', 'CONFIRMED'] } as const;

testMatch(helper, {
  decides: [
    ['--helper ftp', { ctEntry: 'yes', ctStatus: 'CONFIRMED' }, 'no'],
    ['! --helper ftp', { ctEntry: 'yes', ctStatus: 'CONFIRMED' }, 'yes'],
    ['! --helper ftp', { ctEntry: 'no' }, 'yes'],
    ['--helper ftp', expected, 'unknown'],
    ['--helper ftp', { ...expected, told: { 'helper:ftp': true } }, 'yes'],
    ['! --helper ftp', { ...expected, told: { 'helper:ftp': true } }, 'no'],
  ],
  reads: [
    ['', 'refused'],
    ['--helper "ftp-2121"', 'OK', 6],
  ],
});

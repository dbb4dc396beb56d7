import eui64 from '../../src/matches/eui64.js';
import { testMatch } from '../extension/support.js';

testMatch(eui64, {
  decides: [
    ['', {}, 'no', 6],
    ['', { sourceMac: 1 }, 'unknown', 6],
    ['', { sourceMac: 1, told: { eui64: true } }, 'yes', 6],
  ],
  reads: [
    ['', 'OK', 6],
    ['--eui64', 'refused', 6],
  ],
});

import esp from '../../src/matches/esp.js';
import { testMatch } from '../extension/support.js';

testMatch(esp, {
  decides: [
    ['-p esp -m esp --espspi 5:7', { protocol: 50, espSpi: 6 }, 'yes'],
    ['-p esp -m esp ! --espspi 5:7', { protocol: 50, espSpi: 6 }, 'no'],
    ['-p esp -m esp --espspi 7:5', { protocol: 50, espSpi: 6 }, 'no'],
    ['-p esp -m esp ! --espspi 5', { protocol: 50, espSpi: 6, fragment: 'later' }, 'no'],
    ['-p esp -m esp', { protocol: 50 }, 'yes', 6],
  ],
  reads: [
    ['-p esp -m esp --espspi -1', 'refused'],
    ['-p esp -m esp --espspi 0:4294967295', 'OK', 6],
  ],
});

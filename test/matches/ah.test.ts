import ah from '../../src/matches/ah.js';
import { testMatch } from '../extension/support.js';

testMatch(ah, {
  decides: [
    ['-p ah -m ah', { protocol: 51 }, 'yes'],
    ['-p ah -m ah --ahspi 5', { protocol: 51, ahSpi: 5 }, 'yes'],
    ['-p ah -m ah --ahspi 5', { protocol: 51, ahSpi: 6 }, 'no'],
    ['-p ah -m ah ! --ahspi 5', { protocol: 51, ahSpi: 6 }, 'yes'],
    ['-p ah -m ah --ahspi 5:7', { protocol: 51, open: ['ahSpi'] }, 'unknown'],
    ['-p ah -m ah --ahspi 0:', { protocol: 51, ahSpi: 0xffffffff }, 'yes'],
    ['-m ah ! --ahspi 5', { protocol: 'tcp' }, 'no', 6],
    ['-m ah --ahlen 32', { protocol: 51 }, 'unknown', 6],
    ['-m ah ! --ahlen 32', { protocol: 51, told: { 'ah:length=32': true } }, 'no', 6],
    ['-m ah --ahlen 0 --ahres', { protocol: 51 }, 'yes', 6],
  ],
  reads: [
    ['-p ah -m ah --ahspi 4294967296', 'refused'],
    ['-p ah -m ah --ahspi 7:5', 'OK'],
    ['-p ah -m ah --ahlen 5', 'refused'],
    ['-m ah --ahspi 1 --ahlen 5 --ahres', 'OK', 6],
  ],
});

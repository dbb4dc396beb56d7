import ipcomp from '../../src/matches/ipcomp.js';
import { testMatch } from '../extension/support.js';

testMatch(ipcomp, {
  decides: [
    ['-p ipcomp -m ipcomp --ipcompspi 18', { protocol: 108, ipcompCpi: 18 }, 'yes'],
    ['-p ipcomp -m ipcomp ! --ipcompspi 18', { protocol: 108, ipcompCpi: 18 }, 'no'],
    // Without the option the index has to be 0.
    ['-p ipcomp -m ipcomp', { protocol: 108, ipcompCpi: 18 }, 'no'],
    ['-p ipcomp -m ipcomp', { protocol: 108, ipcompCpi: 0 }, 'yes'],
  ],
  reads: [
    ['-p ipcomp -m ipcomp --ipcompspi 1:2 --compres', 'OK', 6],
    ['-p ipcomp -m ipcomp --ipcompspi x', 'refused'],
  ],
});

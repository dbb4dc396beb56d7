import rateest from '../../src/matches/rateest.js';
import { testMatch } from '../extension/support.js';

const fits = { told: { 'rateest:filter/INPUT:3': true } };

testMatch(rateest, {
  decides: [
    ['--rateest1 RE1 --rateest-lt --rateest-bps 8bit', {}, 'unknown'],
    ['--rateest1 RE1 --rateest-lt --rateest-bps 8bit', fits, 'yes'],
    ['--rateest1 RE1 ! --rateest-lt --rateest-bps 8bit', fits, 'no'],
    ['--rateest1 RE1 --rateest-bps --rateest-gt --rateest2 RE2', fits, 'yes'],
  ],
  reads: [
    ['--rateest RE1 --rateest-pps1 5 --rateest-eq', 'OK'],
    ['--rateest RE1 --rateest-delta --rateest-bps1 10mbit --rateest-bps2 1.5KiBps --rateest-gt', 'OK'],
    ['--rateest RE1 --rateest-bps fast --rateest-gt', 'refused'],
    ['--rateest RE1 --rateest-pps 1x --rateest-gt', 'refused'],
    ['--rateest RE1 --rateest-pps1 --rateest-lt --rateest2 RE2 --rateest-pps2', 'OK', 6],
  ],
});

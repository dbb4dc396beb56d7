import connlimit from '../../src/matches/connlimit.js';
import { testMatch } from '../extension/support.js';

const many = 'connlimit:filter/INPUT:3';

testMatch(connlimit, {
  decides: [
    ['--connlimit-above 5', {}, 'unknown'],
    ['--connlimit-above 5', { told: { [many]: true } }, 'yes'],
    ['--connlimit-upto 5', { told: { [many]: true } }, 'no'],
    ['! --connlimit-upto 5', { told: { [many]: true } }, 'yes'],
    ['! --connlimit-above 5', { told: { [many]: true } }, 'no'],
    // The packet's own connection counts.
    ['--connlimit-above 0', {}, 'yes'],
    ['--connlimit-upto 0', {}, 'no'],
  ],
  reads: [
    ['', 'refused'],
    ['--connlimit-upto 1 --connlimit-above 1', 'refused'],
    ['--connlimit-upto 1 --connlimit-saddr --connlimit-daddr', 'refused'],
    ['--connlimit-upto 1 --connlimit-mask 24 --connlimit-daddr', 'OK'],
    ['--connlimit-upto 1 --connlimit-mask 255.255.0.0', 'OK'],
    ['--connlimit-upto 1 --connlimit-mask 129', 'refused', 6],
    ['--connlimit-upto 1 --connlimit-mask 64', 'OK', 6],
    ['--connlimit-upto -1', 'refused'],
  ],
});

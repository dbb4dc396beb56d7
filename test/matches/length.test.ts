import length from '../../src/matches/length.js';
import { testMatch } from '../extension/support.js';

testMatch(length, {
  decides: [
    ['--length 60', { length: 60 }, 'yes'],
    ['--length 60', { length: 61 }, 'no'],
    ['! --length 60', { length: 61 }, 'yes'],
    ['--length 60:100', { length: 100 }, 'yes'],
    ['--length 60:', { length: 65535 }, 'yes'],
    ['--length :59', { length: 60 }, 'no'],
    ['--length 100:60', { length: 80 }, 'no'],
    ['! --length 100:60', { length: 80 }, 'yes'],
    ['--length 60', { length: 60 }, 'yes', 6],
  ],
  reads: [
    ['', 'refused'],
    ['--length :', 'OK'],
    ['--length 65536', 'refused'],
    ['--length 1:2:3', 'refused'],
    ['--length x', 'refused'],
  ],
});

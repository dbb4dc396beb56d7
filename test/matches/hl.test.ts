import hl from '../../src/matches/hl.js';
import { testMatch } from '../extension/support.js';

testMatch(hl, {
  decides: [
    ['--hl-eq 64', { ttl: 64 }, 'yes', 6],
    ['! --hl-eq 64', { ttl: 64 }, 'no', 6],
    ['--hl-lt 64', { ttl: 64 }, 'no', 6],
    ['--hl-gt 1', { ttl: 64 }, 'yes', 6],
  ],
  reads: [
    ['', 'refused', 6],
    ['--hl-eq 256', 'refused', 6],
    ['! --hl-gt 1', 'refused', 6],
    ['--hl 64', 'OK', 6],
  ],
});

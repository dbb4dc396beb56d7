import ttl from '../../src/matches/ttl.js';
import { testMatch } from '../extension/support.js';

testMatch(ttl, {
  decides: [
    ['--ttl-eq 64', { ttl: 64 }, 'yes'],
    ['--ttl-eq 64', { ttl: 63 }, 'no'],
    ['! --ttl-eq 64', { ttl: 63 }, 'yes'],
    ['--ttl 64', { ttl: 64 }, 'yes'],
    ['--ttl-lt 64', { ttl: 63 }, 'yes'],
    ['--ttl-lt 64', { ttl: 64 }, 'no'],
    ['--ttl-lt 0', { ttl: 0 }, 'no'],
    ['--ttl-gt 64', { ttl: 65 }, 'yes'],
    ['--ttl-gt 64', { ttl: 64 }, 'no'],
    ['--ttl-gt 255', { ttl: 255 }, 'no'],
  ],
  reads: [
    ['', 'refused'],
    ['--ttl-eq 256', 'refused'],
    ['! --ttl-lt 5', 'refused'],
    ['! --ttl 5', 'OK'],
    ['--ttl-lt 5 --ttl-gt 3', 'refused'],
  ],
});

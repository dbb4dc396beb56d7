import mark from '../../src/matches/mark.js';
import { testMatch } from '../extension/support.js';

const bit16 = { mark: 0x10000 } as const;

testMatch(mark, {
  decides: [
    ['-m mark --mark 0x10000', bit16, 'yes'],
    ['-m mark --mark 0x10000/0x10000', { mark: 0xffff0000 }, 'yes'],
    ['-m mark --mark 0x10000', { mark: 0x30000 }, 'no'],
    ['-m mark --mark 0x0/0x10000', bit16, 'no'],
    ['-m mark ! --mark 0x0/0x10000', bit16, 'yes'],
    ['-m mark --mark 0xffffffff', { mark: 0xffffffff }, 'yes'],
    ['-m mark --mark 0x80000000/0x80000000', { mark: 0x80000001 }, 'yes'],
    // A value with bits outside the mask never matches.
    ['-m mark --mark 0x3/0x1', { mark: 3 }, 'no'],
    ['-m mark ! --mark 0x3/0x1', { mark: 3 }, 'yes'],
    ['-m mark --mark 0/0', bit16, 'yes'],
    ['-m mark --mark 010', { mark: 8 }, 'yes', 6],
  ],
  reads: [
    ['-m mark', 'refused'],
    ['-m mark --mark', 'refused'],
    ['-m mark --mark 1/2/3', 'refused'],
    ['-m mark --mark -1', 'refused'],
    ['-m mark --mark 0x1ffffffff', 'refused'],
    ['-m mark --mark 0x1 --mark 0x2', 'refused'],
  ],
});

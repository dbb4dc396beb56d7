import connmark from '../../src/matches/connmark.js';
import { testMatch } from '../extension/support.js';

const marked = { ctEntry: 'yes', connectionMark: 0x4000 } as const;

testMatch(connmark, {
  decides: [
    ['-m connmark --mark 0x4000', marked, 'yes'],
    ['-m connmark --mark 0x4000/0xf000', marked, 'yes'],
    ['-m connmark ! --mark 0x4000/0xf000', marked, 'no'],
    ['-m connmark --mark 0x0', marked, 'no'],
    // Without entry neither form holds, whatever the packet's own mark.
    ['-m connmark --mark 0x0', { ctEntry: 'no', connectionMark: 0, mark: 0 }, 'no'],
    ['-m connmark ! --mark 0x1', { ctEntry: 'no', connectionMark: 0, mark: 0 }, 'no'],
    ['-m connmark --mark 0x4000', marked, 'yes', 6],
  ],
  reads: [
    ['-m connmark', 'refused'],
    ['-m connmark --mark 0xfffffffff', 'refused'],
    ['-m connmark --mark 0xffffffff/0x0', 'OK'],
  ],
});

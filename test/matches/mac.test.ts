import mac from '../../src/matches/mac.js';
import { testMatch } from '../extension/support.js';

const frame = { inInterface: 'eth0', sourceMac: 0x42_01_02_03_04_0a } as const;

testMatch(mac, {
  decides: [
    ['-m mac --mac-source 42:01:02:03:04:0a', frame, 'yes'],
    ['-m mac --mac-source 42:1:2:3:4:A', frame, 'yes'],
    ['-m mac --mac-source 42:01:02:03:04:0b', frame, 'no'],
    ['-m mac ! --mac-source 42:01:02:03:04:0b', frame, 'yes'],
    ['-m mac --mac-source 42:01:02:03:04:0a', { inInterface: 'eth0', open: ['sourceMac'] }, 'unknown'],
    // No Ethernet frame, no match.
    ['-m mac --mac-source 42:01:02:03:04:0a', { ...frame, inInterface: 'lo' }, 'no'],
    ['-m mac ! --mac-source 42:01:02:03:04:0b', { ...frame, inInterface: 'lo' }, 'no'],
    ['-m mac ! --mac-source 42:01:02:03:04:0b', { outInterface: 'eth0' }, 'no'],
    ['-m mac --mac-source ff:ff:ff:ff:ff:ff', { inInterface: 'eth0', sourceMac: 0xffffffffffff }, 'yes', 6],
  ],
  reads: [
    ['-m mac', 'refused'],
    ['-m mac --mac-source 42:01:02:03:04', 'refused'],
    ['-m mac --mac-source 42:01:02:03:04:05:06', 'refused'],
    ['-m mac --mac-source 42-01-02-03-04-05', 'refused'],
    ['-m mac --mac-source 42:01:02:03:04:0g', 'refused'],
    ['-m mac --mac-source 042:01:02:03:04:05', 'refused'],
  ],
});

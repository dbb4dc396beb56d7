import udp from '../../src/matches/udp.js';
import { testMatch } from '../extension/support.js';

const dns = { protocol: 'udp', sourcePort: 5353, destinationPort: 53 } as const;

testMatch(udp, {
  decides: [
    ['-p udp -m udp --dport 53', dns, 'yes'],
    ['-p udp -m udp ! --dport 53', dns, 'no'],
    ['-p udp --dport domain', dns, 'yes'],
    ['-p udp -m udp --sport 5000:6000 --dport 53', dns, 'yes'],
    ['-p udp -m udp --dport 53', { ...dns, protocol: 'tcp' }, 'no'],
    ['-p udp -m udp ! --dport 1', { protocol: 'udp', fragment: 'later' }, 'no'],
    // A range that ends before it starts holds no port.
    ['-p udp -m udp --dport 60:50', dns, 'no'],
    ['-p udp -m udp ! --dport 60:50', dns, 'yes'],
    // Numbers are decimal here and kept to 16 bits.
    ['-p udp -m udp --dport 053', dns, 'yes'],
    ['-p udp -m udp --dport 65589', dns, 'yes'],
    ['-p udp -m udp --dport 53', dns, 'yes', 6],
  ],
  reads: [
    ['-p udp -m udp --sport ""', 'OK'],
    ['-p udp -m udp --sport " +5"', 'OK'],
    ['-p udp -m udp --sport 4294967295', 'refused'],
    ['-p udp -m udp --sport 4294967296', 'OK'],
    ['-p udp -m udp --sport 18446744073709551616', 'refused'],
    ['-p udp -m udp --sport -4294967291', 'OK'],
    ['-p udp -m udp', 'OK'],
    ['-m udp --dport 53', 'refused'],
    ['-p udp -m udp --sport :', 'OK'],
    ['-p udp -m udp --sport 1:2:3', 'refused'],
    ['-p udp -m udp --sport 0x50', 'refused'],
    ['-p udp -m udp --sport -1', 'refused'],
    ['-p udp -m udp --syn', 'refused'],
  ],
});

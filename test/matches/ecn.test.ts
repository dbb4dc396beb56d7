import ecn from '../../src/matches/ecn.js';
import { testMatch } from '../extension/support.js';

testMatch(ecn, {
  decides: [
    ['--ecn-ip-ect 2', { tos: 0xba }, 'yes'],
    ['! --ecn-ip-ect 2', { tos: 0xba }, 'no'],
    ['-p tcp -m ecn --ecn-tcp-cwr', { protocol: 'tcp', tcpFlags: 0x02 }, 'no'],
    ['-p tcp -m ecn ! --ecn-tcp-cwr', { protocol: 'tcp', tcpFlags: 0x02 }, 'yes'],
    ['-p tcp -m ecn --ecn-tcp-ece --ecn-tcp-cwr', { protocol: 'tcp', tcpFlags: 0xc2 }, 'yes'],
    ['-p tcp -m ecn --ecn-tcp-ece --ecn-ip-ect 1', { protocol: 'tcp', tcpFlags: 0x42, tos: 1 }, 'yes'],
    // Seen on the kernel: it takes what a later fragment carries for a TCP header.
    ['-p tcp -m ecn ! --ecn-tcp-cwr', { protocol: 'tcp', fragment: 'later', length: 60 }, 'unknown'],
    ['-p tcp -m ecn --ecn-tcp-ece', { protocol: 'tcp', fragment: 'later', length: 60 }, 'unknown'],
    [
      '-p tcp -m ecn ! --ecn-tcp-cwr',
      { protocol: 'tcp', fragment: 'later', length: 60, told: { 'ecn:CWR': false } },
      'yes',
    ],
    ['-p tcp -m ecn ! --ecn-tcp-cwr', { protocol: 'tcp', fragment: 'later', length: 39 }, 'no'],
    ['-p tcp -m ecn ! --ecn-tcp-cwr', { protocol: 'tcp', fragment: 'later', length: 67 }, 'no', 6],
    ['-m ecn --ecn-ip-ect 2', { tos: 0xba, protocol: 'tcp', fragment: 'later' }, 'yes'],
  ],
  reads: [
    ['', 'refused'],
    ['--ecn-ip-ect 4', 'refused'],
    ['--ecn-ip-ect 3', 'OK', 6],
  ],
});

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
  ],
  reads: [
    ['', 'refused'],
    ['--ecn-ip-ect 4', 'refused'],
    ['--ecn-ip-ect 3', 'OK', 6],
  ],
});

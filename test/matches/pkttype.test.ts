import pkttype from '../../src/matches/pkttype.js';
import { testMatch } from '../extension/support.js';

testMatch(pkttype, {
  decides: [
    ['--pkt-type unicast', { packetType: 'unicast' }, 'yes'],
    ['--pkt-type HOST', { packetType: 'unicast' }, 'yes'],
    ['--pkt-type bcast', { packetType: 'broadcast' }, 'yes'],
    ['! --pkt-type multicast', { packetType: 'multicast' }, 'no'],
    ['--pkt-type otherhost', { packetType: 'unicast' }, 'no'],
    ['! --pkt-type otherhost', { packetType: 'unicast' }, 'yes'],
  ],
  reads: [
    ['', 'refused'],
    ['--pkt-type wrong', 'refused'],
    ['--pkt-type mcast', 'OK', 6],
  ],
});

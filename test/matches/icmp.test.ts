import icmp from '../../src/matches/icmp.js';
import { testMatch } from '../extension/support.js';

const ping = { protocol: 'icmp', icmpType: 8, icmpCode: 0 } as const;
const tooBig = { protocol: 'icmp', icmpType: 3, icmpCode: 4 } as const;

testMatch(icmp, {
  decides: [
    ['-p icmp -m icmp --icmp-type 8', ping, 'yes'],
    ['-p icmp -m icmp --icmp-type 0', ping, 'no'],
    ['-p icmp -m icmp ! --icmp-type 8', ping, 'no'],
    ['-p icmp -m icmp ! --icmp-type 8', tooBig, 'yes'],
    ['-p icmp -m icmp --icmp-type 3/4', tooBig, 'yes'],
    ['-p icmp -m icmp --icmp-type 3/1', tooBig, 'no'],
    ['-p icmp -m icmp ! --icmp-type 3/1', tooBig, 'yes'],
    ['-p icmp -m icmp --icmp-type 3/2:5', tooBig, 'yes'],
    ['-p icmp -m icmp --icmp-type fragmentation-needed', tooBig, 'yes'],
    ['-p icmp -m icmp --icmp-type any', tooBig, 'yes'],
    ['-p icmp -m icmp --icmp-type 255', ping, 'yes'],
    ['-p icmp -m icmp ! --icmp-type any', ping, 'no'],
    ['-p icmp -m icmp ! --icmp-type 0', { protocol: 'icmp', fragment: 'later' }, 'no'],
    ['-p icmp -m icmp --icmp-type any', { protocol: 'tcp' }, 'no'],
  ],
  reads: [
    ['-p icmp -m icmp', 'refused'],
    ['-p tcp -m icmp --icmp-type 8', 'refused'],
    ['-p icmp --icmp-type ping', 'OK'],
    ['-p icmp -m icmp --icmp-type PING', 'OK'],
    ['-p icmp -m icmp --icmp-type echo-req', 'OK'],
    ['-p icmp -m icmp --icmp-type echo', 'refused'],
    ['-p icmp -m icmp --icmp-type 3:4', 'refused'],
    ['-p icmp -m icmp --icmp-type 256', 'refused'],
    ['-p icmp -m icmp --icmp-type 3/256', 'refused'],
    ['-p icmpv6 -m icmp --icmp-type 8', 'refused', 6],
  ],
});

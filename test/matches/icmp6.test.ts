import icmp6 from '../../src/matches/icmp6.js';
import { testMatch } from '../extension/support.js';

const solicitation = { protocol: 58, icmpType: 135, icmpCode: 0 } as const;

testMatch(icmp6, {
  decides: [
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 135', solicitation, 'yes', 6],
    ['-p ipv6-icmp -m icmp6 ! --icmpv6-type 135', solicitation, 'no', 6],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 135/0', solicitation, 'yes', 6],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 135/1', solicitation, 'no', 6],
    ['-p icmpv6 -m icmpv6 --icmpv6-type neighbor-solicitation', solicitation, 'yes', 6],
    ['-p 58 --icmpv6-type 128', solicitation, 'no', 6],
    // Unlike IPv4, 255 is a type like any other.
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 255', solicitation, 'no', 6],
    ['-p ipv6-icmp -m icmp6 ! --icmpv6-type 1', { protocol: 58, fragment: 'later' }, 'no', 6],
  ],
  reads: [
    ['-p ipv6-icmp -m icmp6', 'refused', 6],
    ['-m icmp6 --icmpv6-type 128', 'refused', 6],
    ['-p ipv6-icmp -m ipv6-icmp --icmpv6-type ping', 'OK', 6],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type any', 'refused', 6],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 1 --icmpv6-type 2', 'refused', 6],
    ['-p icmp -m icmp6 --icmpv6-type 128', 'refused', 4],
  ],
});

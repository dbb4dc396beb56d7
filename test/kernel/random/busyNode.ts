import type { Topology } from '../../../src/kernel/scenario.js';

/** A node whose routing has something of everything: several addresses, error routes, local prefixes, rules that ask marks. */
export const busyNode: Topology = {
  interfaces: [
    { name: 'cali123', addresses: [] },
    { name: 'cali456', addresses: [] },
    { name: 'eth0', addresses: ['192.0.2.1/24', '192.0.2.7/24', '2001:db8:1::1/64', '2001:db8:1::7/64'] },
    { name: 'eth1', addresses: ['198.51.100.1/24', '2001:db8:2::1/64'] },
    { name: 'tunl1', addresses: ['10.65.0.1/32'] },
  ],
  routes: [
    '10.65.0.2 dev cali123',
    '10.65.0.3 dev cali456',
    '10.65.1.0/26 via 192.0.2.9 dev tunl1 onlink',
    'blackhole 10.65.0.0/24',
    'unreachable 203.0.113.128/25',
    'prohibit 203.0.113.64/26',
    'local 10.96.0.11 dev lo',
    'default via 198.51.100.254 dev eth1',
    'default via 192.0.2.254 dev eth0 table 100',
    '203.0.113.0/24 via 192.0.2.254 dev eth0 table 101',
    'fd00:65::2 dev cali123',
    'fd00:65::3 dev cali456',
    'unreachable fd00:65::/64',
    'local fd00:96::b dev lo',
    'default via 2001:db8:2::fe dev eth1',
    'default via 2001:db8:1::fe dev eth0 table 100',
  ],
  rules: [
    'pref 100 fwmark 0x4000/0x4000 lookup 100',
    'pref 110 from 192.0.2.0/24 lookup 101',
    'pref 120 iif cali456 to 203.0.113.0/30 unreachable',
    'pref 130 to 2001:db8:9::/48 fwmark 0x1/0x1 lookup 100',
  ],
};

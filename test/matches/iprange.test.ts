import iprange from '../../src/matches/iprange.js';
import { testMatch } from '../extension/support.js';

const packet = { source: '10.0.0.5', destination: '192.168.1.9' } as const;

testMatch(iprange, {
  decides: [
    ['-m iprange --src-range 10.0.0.1-10.0.0.5', packet, 'yes'],
    ['-m iprange --src-range 10.0.0.6-10.0.0.9', packet, 'no'],
    ['-m iprange ! --src-range 10.0.0.6-10.0.0.9', packet, 'yes'],
    ['-m iprange --dst-range 192.168.1.9', packet, 'yes'],
    ['-m iprange --src-range 10.0.0.1-10.0.0.9 ! --dst-range 192.168.1.0-192.168.1.255', packet, 'no'],
    ['-m iprange --src-range 10.0-10.1', packet, 'yes'],
    // A range that ends before it starts holds no address.
    ['-m iprange --src-range 10.0.0.9-10.0.0.1', packet, 'no'],
    ['-m iprange ! --src-range 10.0.0.9-10.0.0.1', packet, 'yes'],
    ['-m iprange --dst-range 2001:db8::-2001:db8::ff', { destination: '2001:db8::10' }, 'yes', 6],
    ['-m iprange --dst-range 2001:db8::-2001:db8::ff', { destination: '2001:db8::100' }, 'no', 6],
  ],
  reads: [
    ['-m iprange', 'refused'],
    ['-m iprange --src-range 10.0.0.1-', 'refused'],
    ['-m iprange --src-range 10.0.0.0/8', 'refused'],
    ['-m iprange --src-range 10.0.0.1-10.0.0.2-10.0.0.3', 'refused'],
    ['-m iprange --src-range ::1-::2', 'refused'],
    ['-m iprange --src-range 10.0.0.1', 'refused', 6],
  ],
});

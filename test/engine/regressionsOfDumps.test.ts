import { describe, expect, it } from 'vitest';
import { ends, table } from './trace.js';

// Each was a disagreement with the kernel once, found with rules that somebody really had.
describe('seen on the kernel: what addresses mean', () => {
  const rows: readonly (readonly [name: string, dump: string, line: string, ends: readonly string[]])[] = [
    [
      'of 0.0.0.0/8 only the first address is nobody',
      table('filter', '-A FORWARD -s 0.0.0.0/8 -j DROP'),
      '-s 0.0.0.8 -d 203.0.113.9 --dport 80 -i eth0 -o eth1',
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'a multicast group gets its packets where somebody joined it',
      table('filter', '-A INPUT -p udp -j DROP'),
      '-s 10.65.0.2 -d 224.0.0.252 -p udp --dport 5355 -i eth0',
      [
        'dropped by filter INPUT rule 1',
        'dropped: 224.0.0.252: nobody on this node listens to that multicast group',
      ],
    ],
    [
      'as everybody did that of all hosts',
      table('filter'),
      '-s 10.65.0.2 -d 224.0.0.1 -p udp --dport 5353 -i eth0',
      ['delivered'],
    ],
    [
      'what finds multicast routers is not tracked',
      table('filter', '-A INPUT -m conntrack --ctstate UNTRACKED -j DROP'),
      '-s fe80::9 -d 2001:db8::1 --local 2001:db8::1 --icmp-type 151 -i eth0',
      ['dropped by filter INPUT rule 1'],
    ],
    [
      'an IPv6 redirect about no connection is',
      table('filter', '-A INPUT -m conntrack --ctstate INVALID -j DROP'),
      '-s fe80::9 -d 2001:db8::1 --local 2001:db8::1 --icmp-type 137 -i eth0',
      ['dropped by filter INPUT rule 1'],
    ],
    [
      'nothing from :: is forwarded',
      table('filter', '-A FORWARD -j DROP'),
      '-s :: -d 2001:db8::1 --dport 80 -i eth0 -o eth1',
      ['dropped: what :: sends is not forwarded to another link'],
    ],
    [
      'nor from an address of one link, but to that',
      table('filter', '-A FORWARD -o eth0 -j DROP'),
      '-s fe80::9 -d 2001:db8::1 --dport 80 -i eth0 -o eth0',
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'a prefix that is translated on the second way in does not send the packet elsewhere',
      table('mangle', '-A PREROUTING -i lo -j DNPT --src-pfx 2001:db8:1::/64 --dst-pfx 2001:db8:2::/64') +
        table('filter', '-A INPUT -i lo -s 2001:db8:1::1 ! -d 2001:db8:1::1 -j DROP'),
      '-s 2001:db8:1::1 -d 2001:db8:1::1 --local 2001:db8:1::1 --dport 80',
      ['dropped by filter INPUT rule 1'],
    ],
  ];
  for (const [name, dump, line, expected] of rows) {
    it(name, async () => {
      expect(await ends(dump, line)).toEqual(expected);
    });
  }

  it("an address of one link is the node's own on that link only", async () => {
    const addrs = JSON.stringify(
      ['eth0', 'eth1'].map((ifname, index) => ({
        ifname,
        flags: ['UP'],
        addr_info: [{ family: 'inet6', local: `fe80::${index + 1}`, prefixlen: 64, scope: 'link' }],
      })),
    );
    const routes = JSON.stringify([
      { dst: 'fe80::/64', dev: 'eth0' },
      { dst: 'fe80::/64', dev: 'eth1' },
    ]);
    const line = '-s fe80::9 -d fe80::1 --dport 80 --addrs addrs --routes routes -i';
    const dump = table('filter', '-A FORWARD -o eth1 -j DROP');
    expect(await ends(dump, `${line} eth0`, { addrs, routes })).toEqual(['delivered']);
    expect(await ends(dump, `${line} eth1`, { addrs, routes })).toEqual(['dropped by filter FORWARD rule 1']);
  });

  it('what the node sends to many leaves by the interface that has the source', async () => {
    const addrs = JSON.stringify(
      ['eth0', 'eth1'].map((ifname, index) => ({
        ifname,
        flags: ['UP'],
        addr_info: [{ family: 'inet', local: `192.0.2.${index + 1}`, prefixlen: 32, scope: 'global' }],
      })),
    );
    const routes = JSON.stringify([{ dst: 'default', gateway: '192.0.2.254', dev: 'eth0', flags: [] }]);
    const dump = table('filter', '-A OUTPUT -o eth1 -j DROP');
    for (const destination of ['224.0.0.21', '255.255.255.255']) {
      const line = `-s 192.0.2.2 -d ${destination} --dport 80 --addrs addrs --routes routes`;
      expect(await ends(dump, line, { addrs, routes })).toEqual(['dropped by filter OUTPUT rule 1']);
      const strange = line.replace('192.0.2.2', '203.0.113.9');
      expect(await ends(dump, strange, { addrs, routes })).toEqual([`dropped: no route to ${destination}`]);
    }
  });

  it('an anycast address of the node is its own, also for what it sends itself', async () => {
    const addrs = JSON.stringify([
      { ifname: 'lo', flags: ['UP', 'LOOPBACK'], addr_info: [] },
      {
        ifname: 'eth0',
        flags: ['UP'],
        addr_info: [{ family: 'inet6', local: '2001:db8:5::9', prefixlen: 64, scope: 'global' }],
      },
    ]);
    const routes = JSON.stringify([
      { type: 'anycast', dst: '2001:db8:5::', dev: 'eth0', table: 'local' },
      { dst: '2001:db8:5::/64', dev: 'eth0' },
    ]);
    const line = '-s 2001:db8:5::9 -d 2001:db8:5:: --dport 80 --addrs addrs --routes routes';
    expect(await ends(table('filter', '-A INPUT -i lo -j DROP'), line, { addrs, routes })).toEqual([
      'dropped by filter INPUT rule 1',
    ]);
  });
});

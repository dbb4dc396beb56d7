import { describe, expect, it } from 'vitest';
import { endOf, ends, forwarded, table, toNode, trace } from './trace.js';

// Each was a disagreement with the kernel once.
describe('seen on the kernel', () => {
  const lo = '-s 127.0.0.1 -d 127.0.0.1 --dport 80';
  const error = '-s 203.0.113.7 -d 10.65.0.2 --icmp-type 3/1 -i eth1 -o cali1';
  const entry =
    'tcp 6 119 SYN_SENT src=10.65.0.2 dst=203.0.113.9 sport=40000 dport=80 [UNREPLIED] src=203.0.113.9 dst=192.0.2.1 sport=80 dport=40000 mark=0 use=1';
  const rows: readonly (readonly [name: string, dump: string, line: string, ends: readonly string[]])[] = [
    [
      'DNAT takes a packet from 127.0.0.1 out of the node: dropped before filter OUTPUT',
      table('nat', '-A OUTPUT -d 127.0.0.1/32 -p tcp -j DNAT --to-destination 10.65.0.2'),
      `${lo} --local 192.0.2.1`,
      ['delivered', 'dropped: 127.0.0.1 may not leave by another interface (route_localnet is off)'],
    ],
    [
      'a first packet is confirmed when it comes in again by lo',
      table('filter', '-A INPUT -m conntrack --ctstatus CONFIRMED -j DROP'),
      lo,
      ['dropped by filter INPUT rule 1'],
    ],
    [
      'and not before',
      table('filter', '-A OUTPUT -m conntrack --ctstatus CONFIRMED -j DROP'),
      lo,
      ['delivered'],
    ],
    [
      'the second packet of a connection sees what the first one added to a list',
      table(
        'filter',
        '-A FORWARD -m recent --rcheck --name seen --mask 255.255.255.255 --rsource -m conntrack --ctstate ESTABLISHED -j DROP',
        '-A FORWARD -m recent --set --name seen --mask 255.255.255.255 --rsource',
      ),
      `${forwarded} --ctstate ESTABLISHED`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'the second packet of a connection draws anew',
      table('mangle', '-A PREROUTING -m statistic --mode random --probability 0.25 -j DROP'),
      `${forwarded} --ctstate ESTABLISHED`,
      ['dropped by mangle PREROUTING rule 1', 'forwarded'],
    ],
    [
      'a frame that came for everybody is not forwarded',
      table('filter'),
      `${forwarded} --pkt-type broadcast`,
      ['dropped: a frame sent by broadcast is not forwarded'],
    ],
    ['but delivered', table('filter'), `${toNode} --pkt-type multicast`, ['delivered']],
    [
      'the first packet of an established connection was a SYN',
      table('nat', '-A PREROUTING -p tcp --syn -j DNAT --to-destination 10.65.0.9') +
        table('filter', '-A FORWARD -d 10.65.0.9 -m conntrack --ctstate ESTABLISHED -j DROP'),
      `${forwarded} --ctstate ESTABLISHED`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'the port of a ping, as conntrack keeps it, is its identifier, which nobody described',
      table('filter', '-A FORWARD -m conntrack --ctorigsrcport 1:1024 -j DROP'),
      '-s 10.65.0.2 -d 203.0.113.9 -p icmp -i cali1 -o eth1',
      ['dropped by filter FORWARD rule 1', 'forwarded'],
    ],
    [
      'and towards its destination the type',
      table('filter', '-A FORWARD -m conntrack --ctorigdstport 2048 --ctrepldstport 0 -j DROP'),
      '-s 10.65.0.2 -d 203.0.113.9 -p icmp -i cali1 -o eth1',
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'a protocol without ports has 0 in their place',
      table('filter', '-A FORWARD -m conntrack --ctorigsrcport 0 -j DROP'),
      '-s 10.65.0.2 -d 203.0.113.9 -p esp -i cali1 -o eth1',
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'a second packet that is sent to another zone is a stranger there',
      table('raw', '-A PREROUTING -p tcp ! --syn -j CT --zone 3') +
        table('filter', '-A FORWARD -p tcp ! --syn -m conntrack --ctstate NEW -j DROP'),
      `${forwarded} --ctstate ESTABLISHED`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'the first -j CT alone counts',
      table('raw', '-A PREROUTING -j CT --zone 3', '-A PREROUTING -j CT --notrack') +
        table('filter', '-A FORWARD -m conntrack --ctstate UNTRACKED -j DROP'),
      forwarded,
      ['forwarded'],
    ],
    [
      'and after --notrack no zone',
      table('raw', '-A PREROUTING -j CT --notrack', '-A PREROUTING -j CT --zone 3') +
        table('filter', '-A FORWARD -m conntrack --ctstate UNTRACKED -j DROP'),
      forwarded,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'behind -j CT a rule of raw sees a NEW connection',
      table('raw', '-A PREROUTING -j CT --zone 3', '-A PREROUTING -m conntrack --ctstate NEW -j DROP'),
      forwarded,
      ['dropped by raw PREROUTING rule 2'],
    ],
    [
      'of no addresses, no protocol, and confirmed',
      table(
        'raw',
        '-A PREROUTING -j CT --zone 3',
        '-A PREROUTING -m conntrack --ctorigsrc 0.0.0.0 --ctproto 0 --ctreplsrcport 0 --ctstatus CONFIRMED -m connmark --mark 0 -j DROP',
      ),
      forwarded,
      ['dropped by raw PREROUTING rule 2'],
    ],
    [
      'conntrack makes its own of it',
      table('raw', '-A PREROUTING -j CT --zone 3') +
        table('mangle', '-A PREROUTING -m conntrack --ctorigsrc 10.65.0.2 ! --ctstatus CONFIRMED -j DROP'),
      forwarded,
      ['dropped by mangle PREROUTING rule 1'],
    ],
    [
      'UDP-Lite that comes in is INVALID',
      table('filter', '-A FORWARD -m conntrack --ctstate INVALID -j DROP'),
      `${forwarded} -p udplite`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'UDP-Lite that the node sends begins a connection',
      table('filter', '-A OUTPUT -m conntrack --ctstate NEW -j DROP'),
      '-s 192.0.2.1 -d 203.0.113.9 -p udplite --dport 80 -o eth1',
      ['dropped by filter OUTPUT rule 1'],
    ],
    [
      'an error about a connection that nobody described: its protocol is not known',
      table('filter', '-A FORWARD -m conntrack --ctstate RELATED --ctproto 6 -j DROP'),
      `${error} --ctstate RELATED`,
      ['dropped by filter FORWARD rule 1', 'forwarded'],
    ],
    [
      'of the first direction is known where it came from',
      table('filter', '-A FORWARD -m conntrack --ctorigsrc 10.65.0.2 -j DROP'),
      `${error} --ctstate RELATED`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'but not where it went',
      table('filter', '-A FORWARD -m conntrack --ctorigdst 203.0.113.9 -j DROP'),
      `${error} --ctstate RELATED`,
      ['dropped by filter FORWARD rule 1', 'forwarded'],
    ],
    [
      'an error about a translated connection is translated, whoever sends it',
      table(
        'filter',
        '-A FORWARD -d 10.65.0.2 -m conntrack --ctstate RELATED --ctproto 6 --ctdir REPLY -j DROP',
      ),
      `-s 198.51.100.9 -d 192.0.2.1 --icmp-type 11/0 -i eth1 -o cali1 --ct-entry '${entry}'`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'a redirect about one is not let through',
      table('filter'),
      `-s 198.51.100.9 -d 192.0.2.1 --icmp-type 5/1 -i eth1 -o cali1 --ct-entry '${entry}'`,
      ['dropped: nat lets no redirect pass that is about a translated connection'],
    ],
    [
      'a connection that a helper expected consults nat',
      table('nat', '-A PREROUTING -j DNAT --to-destination 10.65.0.9') +
        table('filter', '-A FORWARD -d 10.65.0.9 -m conntrack --ctstate RELATED --ctstatus EXPECTED -j DROP'),
      `${forwarded} --ctstate RELATED`,
      ['dropped by filter FORWARD rule 1'],
    ],
  ];
  for (const [name, dump, line, expected] of rows) {
    it(name, async () => {
      expect(await ends(dump, line)).toEqual(expected);
    });
  }

  it('a source port that the kernel drew for the first packet is not known of the second either', async () => {
    const dump = table('nat', '-A POSTROUTING -p tcp -j SNAT --to-source 192.0.2.1 --random');
    const first = await trace(dump, forwarded);
    const second = await trace(dump, `${forwarded} --ctstate ESTABLISHED`);
    for (const { paths } of [first, second]) {
      expect(paths.map((path) => [endOf(path), path.packet['source'], path.packet['sourcePort']])).toEqual([
        ['forwarded', '192.0.2.1', undefined],
      ]);
    }
  });

  it('chances are those of a first packet that got through', async () => {
    const dump = table('mangle', '-A PREROUTING -m statistic --mode random --probability 0.25 -j DROP');
    const { paths } = await trace(dump, `${forwarded} --ctstate ESTABLISHED`);
    expect(paths.map((path) => path.chance)).toEqual([0.25, 0.75]);
  });

  it('what parted the ways of the first packet parts those of the second', async () => {
    const dump = table(
      'nat',
      '-A PREROUTING -p tcp -m statistic --mode random --probability 0.50000000000 -j DNAT --to-destination 10.65.0.7',
      '-A PREROUTING -p tcp -j DNAT --to-destination 10.65.0.8',
    );
    const { paths } = await trace(dump, `${forwarded} --ctstate ESTABLISHED`);
    const told = paths.map((path) => path.hops.find((hop) => hop.kind === 'conntrack'));
    expect(told.map((hop) => hop?.assumptions?.map(({ answer }) => answer))).toEqual([['yes'], ['no']]);
  });

  it('the routing hop tells the lower ttl and the second way in', async () => {
    const [path] = (await trace(table('filter'), forwarded)).paths;
    expect(path?.hops.find((hop) => hop.kind === 'routing')).toMatchObject({
      changes: { ttl: { from: 64, to: 63 } },
    });
    const [looped] = (await trace(table('filter'), lo)).paths;
    expect(looped?.hops.filter((hop) => hop.kind === 'routing').at(-2)).toMatchObject({
      text: 'comes in again by lo',
      changes: { inInterface: { from: null, to: 'lo' } },
    });
  });

  it('TPROXY with a socket: only a policy route delivers the packet', async () => {
    const dump = table('mangle', '-A PREROUTING -p tcp -j TPROXY --on-port 15001 --tproxy-mark 0x1/0x1');
    const rules = JSON.stringify([
      { priority: 0, src: 'all', table: 'local' },
      { priority: 32766, src: 'all', table: 'main' },
    ]);
    const answer = '--assume tproxy:15001=yes -s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1';
    expect(await ends(dump, `${answer} -o eth1 --rules rules`, { rules })).toEqual([
      'dropped: TPROXY gave the packet to a socket, but no policy route makes it local',
    ]);
    expect(await ends(dump, answer)).toEqual(['delivered']);
  });
});

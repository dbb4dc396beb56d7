import { describe, expect, it } from 'vitest';
import { seen } from './seen.js';

const common = 'source=10.244.1.2 destination=10.96.0.10';
const tcp = 'seq 2367035502, win 64240, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 10], length 0';
const ends = '10.244.1.2.43630 > 10.96.0.10.80';
const hosts = '10.244.1.2 > 10.96.0.10';

// As tcpdump 4.99 prints them; the addresses and names are ours.
describe('a line of tcpdump', () => {
  const rows: readonly (readonly [name: string, line: string, says: string])[] = [
    [
      '-n',
      `03:05:03.011948 IP ${ends}: Flags [S], ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=SYN`,
    ],
    [
      '-n -i any, coming in',
      `03:05:03.011798 cali1  In  IP ${ends}: Flags [S.], ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=SYN,ACK inInterface=cali1 frame in`,
    ],
    [
      '-n -i any, leaving, with the date',
      `2026-11-22 03:05:03.011798 eth0  Out IP ${ends}: Flags [P.], seq 1:6, ack 1, win 63, length 5: HTTP`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=PSH,ACK out=eth0 frame out`,
    ],
    [
      '-nt -i any',
      `cali1  In  IP ${ends}: Flags [.], ack 1, win 63, length 0`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=ACK inInterface=cali1 frame in`,
    ],
    [
      '-ne: the MAC address of the sender',
      `03:05:03.011948 5a:db:56:33:74:bc > 1e:52:68:df:42:db, ethertype IPv4 (0x0800), length 74: ${ends}: Flags [FPU], ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=FIN,PSH,URG sourceMac=5a:db:56:33:74:bc`,
    ],
    [
      '-ne with a VLAN',
      `03:05:03.0 5a:db:56:33:74:bc > 1e:52:68:df:42:db, ethertype 802.1Q (0x8100), length 78: vlan 5, p 0, ethertype IPv4 (0x0800), ${ends}: Flags [none], ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=NONE sourceMac=5a:db:56:33:74:bc`,
    ],
    [
      '-ne -i any: leaving, the address is that of this node',
      `03:05:03.011948 eth0  Out ifindex 3 5a:db:56:33:74:bc ethertype IPv4 (0x0800), length 80: ${ends}: Flags [SEW], ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=SYN out=eth0 frame out`,
    ],
    [
      '-ne of a file with the older cooked frames, which have no interface',
      `03:05:03.011799  In 56:0f:84:21:a6:c8 ethertype IPv4 (0x0800), length 76: ${ends}: Flags [R.], ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=RST,ACK sourceMac=56:0f:84:21:a6:c8 frame in`,
    ],
    [
      '-nv, both lines as one',
      `03:05:03.011948 IP (tos 0x2,ECT(0), ttl 63, id 6035, offset 0, flags [DF], proto TCP (6), length 60)     ${ends}: Flags [S], cksum 0x9582 (incorrect -> 0x434e), ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=SYN tos=2 ttl=63 length=60`,
    ],
    [
      '-nv, the second of them alone',
      `    ${ends}: Flags [S], cksum 0x9582 (incorrect -> 0x434e), ${tcp}`,
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80 tcpFlags=SYN`,
    ],
    [
      '-nv of IPv6',
      '03:05:03.0 IP6 (class 0xb8, flowlabel 0x4bb9d, hlim 64, next-header TCP (6) payload length: 40) fd00:1::2.36082 > fd00:2::2.80: Flags [S], cksum 0x1 (correct), seq 1, length 0',
      'protocol=tcp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=80 tcpFlags=SYN tos=184 ttl=64 length=80',
    ],
    [
      'UDP',
      '03:05:03.0 IP 10.244.1.2.38522 > 10.96.0.10.5000: UDP, length 3000',
      `protocol=udp ${common} sourcePort=38522 destinationPort=5000`,
    ],
    [
      'what it reads by the port is UDP: of TCP it prints the flags',
      '03:05:03.0 IP 10.244.1.2.52676 > 10.96.0.10.53: 4660+ A? example.com. (29)',
      `protocol=udp ${common} sourcePort=52676 destinationPort=53`,
    ],
    [
      '-nq: of TCP its name',
      '03:05:03.0 IP 10.244.1.2.43630 > 10.96.0.10.80: tcp 16',
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80`,
    ],
    [
      'a header of TCP that was cut off behind the ports',
      '03:05:03.0 IP 10.244.1.2.43630 > 10.96.0.10.80:  [|tcp]',
      `protocol=tcp ${common} sourcePort=43630 destinationPort=80`,
    ],
    ['the same, before them', `03:05:03.0 IP ${hosts}: [|udp]`, `protocol=udp ${common}`],
    [
      'of ICMP',
      `03:05:03.0 IP ${hosts}: [|icmp]`,
      'fault at 39: this ICMP message is not known by its words',
    ],
    [
      'SCTP without chunks is no fragment',
      '03:05:03.0 IP 10.244.1.2.1 > 10.96.0.10.2: sctp',
      `protocol=sctp ${common} sourcePort=1 destinationPort=2`,
    ],
    [
      'names of ports, without -n',
      '03:05:03.0 IP 10.244.1.2.52676 > 10.96.0.10.domain: 4660+ A? example.com. (29)',
      `protocol=udp ${common} sourcePort=52676 destinationPort=53`,
    ],
    [
      'a later fragment',
      `03:05:03.0 eth0  In  IP ${hosts}: ip-proto-17`,
      `protocol=udp ${common} inInterface=eth0 fragment=later frame in`,
    ],
    [
      'a later fragment, -v',
      `03:05:03.0 IP (tos 0x0, ttl 63, id 34647, offset 1480, flags [+], proto UDP (17), length 1500)     ${hosts}: udp`,
      `protocol=udp ${common} tos=0 ttl=63 length=1500 fragment=later`,
    ],
    [
      'the first fragment, -v',
      '03:05:03.0 IP (tos 0x0, ttl 63, id 34647, offset 0, flags [+], proto UDP (17), length 1500)     10.244.1.2.5 > 10.96.0.10.53: UDP, length 3000',
      `protocol=udp ${common} sourcePort=5 destinationPort=53 tos=0 ttl=63 length=1500 fragment=first`,
    ],
    [
      'fragments of IPv6',
      '03:05:03.0 IP6 fd00:1::2 > fd00:2::2: frag (1448|560)',
      'source=fd00:1::2 destination=fd00:2::2 fragment=later',
    ],
    [
      'GRE, and what is in it is another packet',
      `03:05:03.0 IP ${hosts}: GREv0, length 28: IP 1.1.1.1.1 > 2.2.2.2.2: Flags [S], length 0`,
      `protocol=gre ${common}`,
    ],
    [
      'IP in IP',
      `03:05:03.0 IP ${hosts}: IP 1.1.1.1.1 > 2.2.2.2.2: Flags [S], length 0`,
      `protocol=ipip ${common}`,
    ],
    ['ESP', `03:05:03.0 IP ${hosts}: ESP(spi=0xc0ffee,seq=0x1), length 100`, `protocol=esp ${common}`],
    [
      'SCTP',
      '03:05:03.0 IP 10.244.1.2.5000 > 10.96.0.10.36412: sctp (1) [INIT] [init tag: 1]',
      `protocol=sctp ${common} sourcePort=5000 destinationPort=36412`,
    ],
    [
      'a ping',
      `03:05:03.0 cali1  In  IP ${hosts}: ICMP echo request, id 77, seq 1, length 64`,
      `protocol=icmp ${common} icmpType=8 icmpCode=0 inInterface=cali1 frame in`,
    ],
    [
      'an ICMP error',
      `03:05:03.0 IP ${hosts}: ICMP 10.244.1.2 udp port 53 unreachable, length 65`,
      `protocol=icmp ${common} icmpType=3 icmpCode=3`,
    ],
    [
      'the error that nobody should drop',
      `03:05:03.0 IP ${hosts}: ICMP 10.0.0.9 unreachable - need to frag (mtu 1400), length 556`,
      `protocol=icmp ${common} icmpType=3 icmpCode=4`,
    ],
    [
      'ICMPv6 behind a hop-by-hop header, multicast',
      '03:05:03.0 eth0  M   IP6 (hlim 1, next-header Options (0) payload length: 56) fe80::1 > ff02::16: HBH (rtalert: 0x0000) (padn) [icmp6 sum ok] ICMP6, multicast listener report v2, 2 group record(s)',
      'protocol=icmpv6 source=fe80::1 destination=ff02::16 icmpType=143 icmpCode=0 inInterface=eth0 ttl=1 length=96 extensionHeader=hop-by-hop packetType=multicast frame in',
    ],
    [
      'TCP behind two headers',
      '03:05:03.0 IP6 fd00:1::2 > fd00:2::2: HBH DSTOPT 36082 > 80: Flags [S], seq 1000, win 64000, length 0',
      'protocol=tcp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=80 tcpFlags=SYN extensionHeader=hop-by-hop,dst',
    ],
    [
      'DNS behind a routing header',
      '03:05:03.0 IP6 (hlim 64, next-header Routing (43) payload length: 60) fd00:1::2 > fd00:2::2: RT6 (len=2, type=0 [Deprecated], segleft=0, rsv=0x0, [0]fd00::1) 36082 > 53: 0 [0q] (16)',
      'protocol=udp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=53 ttl=64 length=100 extensionHeader=route',
    ],
    [
      'the first fragment behind a header',
      '03:05:03.0 IP6 fd00:1::2 > fd00:2::2: HBH frag (0|24) 36082 > 53: 0 [0q] (16)',
      'protocol=udp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=53 fragment=first extensionHeader=hop-by-hop',
    ],
    [
      'an error of ICMPv6',
      '03:05:03.0 IP6 fd00:2::2 > fd00:1::2: ICMP6, destination unreachable, unreachable port, fd00:2::2 udp port 5353, length 59',
      'protocol=icmpv6 source=fd00:2::2 destination=fd00:1::2 icmpType=1 icmpCode=4',
    ],
    [
      'VRRP',
      `03:05:03.0 IP ${hosts}: VRRPv2, Advertisement, vrid 1, prio 100, length 20`,
      `protocol=vrrp ${common}`,
    ],
  ];
  it.each(rows)('%s', (_, line, says) => {
    expect(seen(line)).toBe(says);
  });
});

describe('a line of tcpdump that is no packet of IP, or cannot be used', () => {
  const rows: readonly (readonly [line: string, says: string])[] = [
    ['03:05:03.0 eth0  B   ARP, Request who-has 10.0.0.1 tell 10.0.0.2, length 28', 'other: ARP'],
    [
      '03:05:03.0 5a:db:56:33:74:bc > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has 10.0.0.1 tell 10.0.0.2, length 28',
      'other: ARP',
    ],
    [
      'listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes',
      'other: a message of tcpdump',
    ],
    ['24 packets captured', 'other: a message of tcpdump'],
    [
      '03:05:03.0 IP web.example.org.http > db.example.org.43630: Flags [S.], length 0',
      'fault at 14: these are not the numbers of two addresses and their ports',
    ],
    [
      '03:05:03.0 IP (tos 0x0, ttl 64, id 0, offset 0, flags [DF], proto TCP (6), length 60)',
      'fault at 0: the addresses are missing: with -v, tcpdump prints them on the next line',
    ],
    [
      `03:05:03.0 IP ${hosts}: ICMP something of next year, length 8`,
      'fault at 39: this ICMP message is not known by its words',
    ],
    [
      '03:05:03.0 IP 10.0.0.1.5 > fd00::1.80: Flags [S]',
      'fault at 27: the addresses are of two families: a packet has one',
    ],
  ];
  it.each(rows)('%s', (line, says) => {
    expect(seen(line)).toBe(says);
  });
});

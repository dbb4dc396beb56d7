import { describe, expect, it } from 'vitest';
import { seen } from './seen.js';

// As this kernel prints them; the addresses and names are ours.
const mac = 'MAC=0e:dd:06:6d:63:58:76:c2:34:07:f3:47:08:00';
const mac6 = 'MAC=0e:dd:06:6d:63:58:76:c2:34:07:f3:47:86:dd';
const ends = 'SRC=10.244.1.2 DST=192.168.10.2';
const ip = 'LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=4706 DF';
const tcp = 'PROTO=TCP SPT=51020 DPT=8080 WINDOW=64240 RES=0x00 SYN URGP=0';
const common = 'source=10.244.1.2 destination=192.168.10.2';

describe('a line of a LOG rule', () => {
  const rows: readonly (readonly [name: string, line: string, says: string])[] = [
    [
      'forwarded, dmesg',
      `[46490.083605] calico-packet: IN=cali0ef24b1 OUT=eth0 ${mac} ${ends} ${ip} ${tcp} MARK=0x40 `,
      `protocol=tcp ${common} sourcePort=51020 destinationPort=8080 tcpFlags=SYN inInterface=cali0ef24b1 mark=64 tos=0 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 out=eth0`,
    ],
    [
      'just come in, syslog, a prefix without a blank, sequence numbers and TCP options',
      `Nov 22 03:00:01 node-1 kernel: dropIN=eth0 OUT= ${mac} ${ends} LEN=40 TOS=0x08 PREC=0xC0 TTL=64 ID=0 DF PROTO=TCP SPT=8080 DPT=51020 SEQ=0 ACK=1573121403 WINDOW=0 RES=0x00 ACK RST URGP=0 OPT (020405B40402)`,
      `protocol=tcp ${common} sourcePort=8080 destinationPort=51020 tcpFlags=RST,ACK inInterface=eth0 mark=0 tos=200 ttl=64 length=40 sourceMac=76:c2:34:07:f3:47`,
    ],
    [
      'the flags are words, not values',
      `IN=a OUT= ${ends} ${ip} PROTO=TCP SPT=1 DPT=2 WINDOW=9 RES=0x00 CWR ECE URG ACK PSH RST SYN FIN URGP=0`,
      `protocol=tcp ${common} sourcePort=1 destinationPort=2 tcpFlags=FIN,SYN,RST,PSH,ACK,URG inInterface=a mark=0 tos=0 ttl=63 length=60`,
    ],
    [
      'sent by this node, journald, with its user',
      `2026-11-22T03:00:01.123456+00:00 node-1 kernel: out: IN= OUT=eth0 ${ends} LEN=31 TOS=0x00 PREC=0x00 TTL=64 ID=42985 DF PROTO=UDP SPT=47877 DPT=53 LEN=11 UID=1000 GID=100 `,
      `protocol=udp ${common} sourcePort=47877 destinationPort=53 mark=0 tos=0 ttl=64 length=31 uid=1000 gid=100 out=eth0`,
    ],
    [
      'IPv6, with a label of its flow',
      `six: IN=cali1 OUT=eth0 ${mac6} SRC=fd00:0001:0000:0000:0000:0000:0000:0002 DST=fd00:0002:0000:0000:0000:0000:0000:0002 LEN=80 TC=184 HOPLIMIT=63 FLOWLBL=580388 PROTO=TCP SPT=36082 DPT=80 WINDOW=64800 RES=0x00 SYN URGP=0 `,
      'protocol=tcp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=80 tcpFlags=SYN inInterface=cali1 mark=0 tos=184 ttl=63 length=80 sourceMac=76:c2:34:07:f3:47 out=eth0',
    ],
    [
      'an echo has an ID of its own',
      `IN=a OUT= ${ends} LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=1 DF PROTO=ICMP TYPE=8 CODE=0 ID=77 SEQ=1`,
      `protocol=icmp ${common} icmpType=8 icmpCode=0 inInterface=a mark=0 tos=0 ttl=64 length=84`,
    ],
    [
      'an ICMP error: what it quotes is another packet, the mark behind it is its own',
      `nft: IN=eth0 OUT=cali1 SRC=192.168.10.2 DST=10.244.1.2 LEN=59 TOS=0x00 PREC=0xC0 TTL=63 ID=53391 PROTO=ICMP TYPE=3 CODE=3 [SRC=10.244.1.2 DST=192.168.10.2 LEN=31 TOS=0x00 PREC=0x00 TTL=62 ID=40945 DF PROTO=UDP SPT=44169 DPT=53 LEN=11 ] MARK=0x40 `,
      'protocol=icmp source=192.168.10.2 destination=10.244.1.2 icmpType=3 icmpCode=3 inInterface=eth0 mark=64 tos=192 ttl=63 length=59 out=cali1',
    ],
    [
      'an error of ICMPv6',
      'IN=eth0 OUT= SRC=fd00:0002:0000:0000:0000:0000:0000:0002 DST=fd00:0001:0000:0000:0000:0000:0000:0002 LEN=99 TC=0 HOPLIMIT=64 FLOWLBL=4 PROTO=ICMPv6 TYPE=1 CODE=4 [SRC=fd00:0001:0000:0000:0000:0000:0000:0002 DST=fd00:0002:0000:0000:0000:0000:0000:0002 LEN=51 TC=0 HOPLIMIT=63 FLOWLBL=3 PROTO=UDP SPT=43899 DPT=53 LEN=11 ] ',
      'protocol=icmpv6 source=fd00:2::2 destination=fd00:1::2 icmpType=1 icmpCode=4 inInterface=eth0 mark=0 tos=0 ttl=64 length=99',
    ],
    [
      'a protocol by its number has no ports that are told',
      `IN=a OUT= ${ends} ${ip} PROTO=132 MARK=0xffffffff`,
      `protocol=sctp ${common} inInterface=a mark=4294967295 tos=0 ttl=63 length=60`,
    ],
    [
      'ESP',
      `IN=a OUT= ${ends} ${ip} PROTO=ESP SPI=0xc0ffee`,
      `protocol=esp ${common} inInterface=a mark=0 tos=0 ttl=63 length=60`,
    ],
    [
      'a later fragment has no ports',
      `IN=a OUT= ${ends} LEN=1500 TOS=0x00 PREC=0x00 TTL=64 ID=7 MF FRAG:185 PROTO=UDP `,
      `protocol=udp ${common} inInterface=a mark=0 tos=0 ttl=64 length=1500 fragment=later`,
    ],
    [
      'the first fragment has',
      `IN=a OUT= ${ends} LEN=1500 TOS=0x00 PREC=0x00 TTL=64 ID=7 MF PROTO=UDP SPT=5 DPT=53 LEN=3008 `,
      `protocol=udp ${common} sourcePort=5 destinationPort=53 inInterface=a mark=0 tos=0 ttl=64 length=1500 fragment=first`,
    ],
    [
      'fragments of IPv6',
      'IN=a OUT= SRC=fd00::1 DST=fd00::2 LEN=1496 TC=0 HOPLIMIT=64 FLOWLBL=4 FRAG:1448 ID:0000002a PROTO=UDP ',
      'protocol=udp source=fd00::1 destination=fd00::2 inInterface=a mark=0 tos=0 ttl=64 length=1496 fragment=later',
    ],
    [
      'the first of them',
      'IN=a OUT= SRC=fd00::1 DST=fd00::2 LEN=1496 TC=0 HOPLIMIT=64 FLOWLBL=4 FRAG:0 INCOMPLETE ID:0000002a PROTO=UDP SPT=5 DPT=53 LEN=3008 ',
      'protocol=udp source=fd00::1 destination=fd00::2 sourcePort=5 destinationPort=53 inInterface=a mark=0 tos=0 ttl=64 length=1496 fragment=first',
    ],
    [
      '--log-macdecode',
      `IN=a OUT= MACSRC=76:c2:34:07:f3:47 MACDST=0e:dd:06:6d:63:58 MACPROTO=0800 ${ends} ${ip} ${tcp}`,
      `protocol=tcp ${common} sourcePort=51020 destinationPort=8080 tcpFlags=SYN inInterface=a mark=0 tos=0 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47`,
    ],
    [
      'the header of another frame than Ethernet',
      `IN=tunl0 OUT= MAC=45:00:00:50 ${ends} ${ip} ${tcp}`,
      `protocol=tcp ${common} sourcePort=51020 destinationPort=8080 tcpFlags=SYN inInterface=tunl0 mark=0 tos=0 ttl=63 length=60`,
    ],
    [
      'a bridge',
      `IN=br0 OUT=br0 PHYSIN=veth1 PHYSOUT=eth0 ${mac} ${ends} ${ip} ${tcp}`,
      `protocol=tcp ${common} sourcePort=51020 destinationPort=8080 tcpFlags=SYN inInterface=br0 mark=0 tos=0 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 out=br0`,
    ],
    [
      'LOGEMU of ulogd: hexadecimal without 0x',
      `Nov 22 03:00:01 node-1 DPI|default IN=cali1 OUT=eth0 ${mac} ${ends} LEN=60 TOS=08 PREC=0x00 TTL=63 ID=4706 DF PROTO=TCP SPT=51020 DPT=8080 SEQ=1 ACK=0 WINDOW=64240 SYN URGP=0 MARK=40 `,
      `protocol=tcp ${common} sourcePort=51020 destinationPort=8080 tcpFlags=SYN inInterface=cali1 mark=64 tos=8 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 out=eth0`,
    ],
    [
      'cut on both sides: neither mark nor flags are told',
      `${ends} ${ip} PROTO=TCP SPT=51020`,
      `protocol=tcp ${common} sourcePort=51020 tos=0 ttl=63 length=60`,
    ],
  ];
  it.each(rows)('%s', (_, line, says) => {
    expect(seen(line)).toBe(says);
  });
});

describe('a line of a LOG rule that cannot be used', () => {
  const rows: readonly (readonly [line: string, says: string])[] = [
    ['IN=a OUT= SRC=10.0.0.300 DST=10.0.0.1', 'fault at 14: SRC=10.0.0.300 is not an address'],
    ['IN=a OUT= SRC=10.0.0.3 DST=', 'fault at 27: DST= is not an address'],
    [
      'IN=a OUT= SRC=10.0.0.3 DST=fd00::1',
      'fault at 27: SRC= is IPv4 and DST= IPv6: a packet has one family',
    ],
    [`IN=a OUT= ${ends} PROTO=TPC`, 'fault at 48: PROTO=TPC is not the name or number of a protocol'],
    [`IN=a OUT= ${ends} PROTO=TCP SPT=65536`, 'fault at 56: SPT=65536 is not a port from 0 to 65535'],
    [`IN=a OUT= ${ends} MARK=green`, 'fault at 47: MARK=green is not a mark such as 0x40'],
    [`IN=a OUT= ${ends} TTL=256`, 'fault at 46: TTL=256 is not a number from 0 to 255'],
    [
      `IN=averylonginterface OUT= ${ends}`,
      'fault at 3: IN=averylonginterface is not the name of an interface, which has 15 characters at most',
    ],
  ];
  it.each(rows)('%s', (line, says) => {
    expect(seen(line)).toBe(says);
  });
});

it('names that objects have of themselves are keys like others', () => {
  expect(seen(`IN=a OUT= __proto__=1 constructor=2 ${ends}`)).toContain(common);
});

it('no line takes a time that grows faster than it', () => {
  for (const word of [
    'IN=',
    ' OUT= ',
    '[SRC=',
    'SRC= DST=',
    ' > ',
    '(tos 0x',
    'a',
    'src= dst=',
    '1.1.1.1 > ',
  ]) {
    expect(seen(word.repeat(16_384 / word.length))).toMatch(/^(?:nothing|fault)/);
  }
});

import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const dump = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';
const base = '-s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1';
const entry =
  'tcp 6 100 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=2222 dport=80 src=10.0.0.2 dst=10.0.0.1 sport=80 dport=2222 mark=0';

describe('a packet that cannot be: one sentence, exit 2', () => {
  const rows: readonly (readonly [line: string, says: RegExp])[] = [
    ['-d 10.0.0.2', /needs --src ADDRESS/],
    ['-s 10.0.0.1', /needs --dst ADDRESS/],
    ['-s 10.0.0.300 -d 10.0.0.2', /--src: "10\.0\.0\.300" is not an IPv4 or IPv6 address/],
    [
      '-s 10.0.0.0/8 -d 10.0.0.2',
      /--src: "10\.0\.0\.0\/8" is not .*: a packet has a single one, without a length/,
    ],
    ['-s fd00::1/64 -d fd00::2', /--src: "fd00::1\/64" is not .*: a packet has a single one/],
    [
      '-s fe80::1 -d fe80::2%eth0',
      /--dst: "fe80::2%eth0" is not .*: give fe80::2; the interface goes into --oif/,
    ],
    ["-s '[fd00::1]' -d fd00::2", /--src: "\[fd00::1\]" is not .*: give fd00::1\n/],
    ['-s 10.0.0.1:53 -d 10.0.0.2', /--src: "10\.0\.0\.1:53" is not .*: the port goes into --sport 53/],
    ["-s fd00::1 -d '[fd00::2]:53'", /--dst: "\[fd00::2\]:53" is not .*: the port goes into --dport 53/],
    ['-s 10.0.0.1 -d localhost:53', /--dst: "localhost:53" is not .*: names go into --to, with --names FILE/],
    ['-s 10.1 -d 10.0.0.2', /--src: "10\.1" is not/],
    ['-s default/web-1 -d 10.0.0.2', /--src: "default\/web-1" is not .*: names go into --from/],
    ['-s fd00:::1 -d fd00::2', /--src: "fd00:::1" is not an IPv4 or IPv6 address\n/],
    ["-s '' -d 10.0.0.2", /--src: "" is not/],
    ['-s 10.0.0.1 -d localhost', /--dst: "localhost" is not/],
    ['-s 10.0.0.1 -d fd00::1', /--src is IPv4 and --dst IPv6: a packet has one family/],
    [`${base} -p tcpp`, /--proto: "tcpp" is not a protocol name or a number/],
    [`${base} -p 256`, /--proto: "256"/],
    [`${base} -p -1`, /--proto/],
    [`${base} --dport 65536`, /--dport: "65536" is not a port/],
    [`${base} --dport 80:90`, /--dport: "80:90"/],
    [`${base} --dport=-1`, /--dport: "-1"/],
    [`${base} --sport x`, /--sport: "x"/],
    [`${base} -p icmp --dport 80`, /--dport: icmp has no ports/],
    [`${base} -p esp --sport 80`, /--sport: esp has no ports/],
    [`${base} --icmp-type 300`, /--icmp-type: "300"/],
    [`${base} --icmp-type 8/x`, /--icmp-type: "8\/x"/],
    [`${base} -p udp --icmp-type 8`, /--icmp-type: udp has no ICMP type/],
    [`${base} --tcp-flags SIN`, /--tcp-flags: "SIN" is not a list of SYN/],
    [`${base} -p udp --tcp-flags SYN`, /--tcp-flags: udp has no TCP flags/],
    [`${base} --mark 0x1ffffffff`, /--mark: "0x1ffffffff" is not a 32-bit number/],
    [`${base} --mark red`, /--mark: "red"/],
    [`${base} --mark=-1`, /--mark: "-1"/],
    [`${base} --connmark x`, /--connmark: "x"/],
    [`${base} --ctstate OLD`, /--ctstate: "OLD" is not one of NEW, ESTABLISHED/],
    [`${base} --ctstate NEW,RELATED`, /--ctstate: "NEW,RELATED"/],
    [`${base} --ctstatus SURE`, /--ctstatus: "SURE" is not a list/],
    [`${base} --ctdir BACK`, /--ctdir: "BACK" is not one of ORIGINAL, REPLY/],
    [`${base} --tos 256`, /--tos: "256"/],
    [`${base} --ttl 256`, /--ttl: "256"/],
    [`${base} --ttl 1.5`, /--ttl: "1\.5"/],
    [`${base} --length 65536`, /--length: "65536"/],
    [`${base} --mac-src 02:42:ac`, /--mac-src: "02:42:ac" is not a MAC address/],
    ['-s 10.0.0.1 -d 10.0.0.2 --uid root', /--uid: "root"/],
    ['-s 10.0.0.1 -d 10.0.0.2 --gid=-5', /--gid: "-5"/],
    [`${base} --uid 33`, /--uid: what comes in \(--iif\) has no socket/],
    [`${base} --fragment middle`, /--fragment: "middle" is not one of first, later, none/],
    [`${base} --headers dst`, /--headers: IPv4 has no extension headers/],
    [
      '-s fd00::1 -d fd00::2 --headers dst,frag',
      /--headers: "dst,frag" is not a list of hop-by-hop, dst, route/,
    ],
    [`${base} --pkt-type anycast`, /--pkt-type: "anycast" is not one of/],
    [`${base} --time yesterday`, /--time: "yesterday" is not a moment/],
    [`${base} --time 2026-13-01T00:00:00Z`, /--time: "2026-13-01T00:00:00Z"/],
    [
      '-s 10.0.0.1 -d 10.0.0.2 -i averylonginterfacename',
      /--iif: "averylonginterfacename" is not an interface name/,
    ],
    ['-s 10.0.0.1 -d 10.0.0.2 -i eth0@if5', /--iif: "eth0@if5" is how ip prints the interface eth0/],
    ['-s 10.0.0.1 -d 10.0.0.2 -i cali+', /--iif: "cali\+" is a pattern of rules/],
    ["-s 10.0.0.1 -d 10.0.0.2 -i 'a b'", /--iif: "a b"/],
    ["-s 10.0.0.1 -d 10.0.0.2 -o ''", /--oif: ""/],
    [`${base} --local 10.0.0.0/33`, /--local: "10\.0\.0\.0\/33" is no address or prefix/],
    [`${base} --assume yes`, /--assume: "yes" is not SUBJECT=ANSWER/],
    [`${base} --assume =yes`, /--assume: "=yes" is not/],
    [`${base} --assume set:a:src=`, /--assume: "set:a:src=" is not/],
    [`${base} --max-paths 0`, /--max-paths: "0" is not a number from 1 on/],
    [`${base} --max-paths many`, /--max-paths: "many"/],
    [`${base} --ct-entry nonsense`, /--ct-entry: /],
    [
      `${base} --sport 2223 --ct-entry '${entry}'`,
      /--ct-entry: the packet is of neither direction of the entry/,
    ],
    [
      `${base} --dport 81 --ct-entry '${entry}'`,
      /--ct-entry: the packet is of neither direction of the entry/,
    ],
    [`${base} --format xml`, /--format.*'xml'.*text, table, json/],
    [`${base} --expect fine`, /--expect.*'fine'.*accepted, dropped, rejected/],
    [`${base} --color blue`, /--color.*'blue'.*auto, always, never/],
    [`${base} --colour always`, /unknown option '--colour'/],
    [`${base} --verb`, /unknown option '--verb'/],
    [`${base} --dport`, /'--dport <port>' argument missing/],
    [`${base} - one-too-many`, /too many arguments/],
  ];
  for (const [line, says] of rows) {
    it(line, async () => {
      const { stdout, stderr, status } = await run(`trace ${line}`, { stdin: dump });
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    });
  }
});

describe('what the options make of the packet', () => {
  const rows: readonly (readonly [line: string, packet: Readonly<Record<string, string | number>>])[] = [
    [
      '',
      {
        family: 4,
        protocol: 'tcp',
        sourcePort: 40000,
        tcpFlags: 'SYN',
        mark: 0,
        tos: 0,
        ttl: 64,
        length: 40,
        fragment: 'none',
        packetType: 'unicast',
        inInterface: 'eth0',
      },
    ],
    [
      '--proto udp --dport 53 --sport 1234',
      { protocol: 'udp', sourcePort: 1234, destinationPort: 53, length: 28 },
    ],
    ['--dport https', { destinationPort: 443 }],
    ['-p 17', { protocol: 'udp' }],
    ['-p ICMP', { protocol: 'icmp', icmpType: 8, icmpCode: 0 }],
    ['-p 200', { protocol: '200' }],
    ['--icmp-type 3/1', { protocol: 'icmp', icmpType: 3, icmpCode: 1 }],
    ['--icmp-type host-unreachable', { icmpType: 3, icmpCode: 1 }],
    ['--icmp-type 0', { icmpType: 0, icmpCode: 0 }],
    ['--tcp-flags syn,ack', { tcpFlags: 'SYN,ACK' }],
    ['--tcp-flags NONE', { tcpFlags: 'NONE' }],
    ['--mark 0xffffffff', { mark: 4294967295 }],
    ['--mark 010', { mark: 8 }],
    ['--tos 0x10 --ttl 3 --length 1500', { tos: 16, ttl: 3, length: 1500 }],
    ['--mac-src 02:42:AC:11:00:02', { sourceMac: '02:42:ac:11:00:02' }],
    ['--fragment', { fragment: 'later' }],
    ['--fragment first', { fragment: 'first' }],
    ['--pkt-type Multicast', { packetType: 'multicast' }],
    ['--ctstate ESTABLISHED', { tcpFlags: 'ACK' }],
    [`--ct-entry '${entry}'`, { sourcePort: 2222, destinationPort: 80, tcpFlags: 'ACK' }],
    [`--ct-entry '${entry} [UNREPLIED]'`, { sourcePort: 2222, destinationPort: 80, tcpFlags: 'SYN' }],
    [`--ct-entry '${entry}' --ctstate NEW`, { tcpFlags: 'SYN' }],
    [`-s 10.0.0.2 -d 10.0.0.1 --ct-entry '${entry}'`, { sourcePort: 80, destinationPort: 2222 }],
  ];
  for (const [line, packet] of rows) {
    it(line === '' ? 'defaults' : line, async () => {
      const { stdout, stderr } = await run(`trace --format json ${base} ${line}`, { stdin: dump });
      expect(stderr).toBe('');
      expect((JSON.parse(stdout) as { packet: unknown }).packet).toMatchObject(packet);
    });
  }
  it('a packet that the node itself sends has an owner', async () => {
    const line = 'trace --format json -s 10.0.0.1 -d 10.0.0.2 -o eth1 --uid 1000 --gid 0';
    const { packet } = JSON.parse((await run(line, { stdin: dump })).stdout) as { packet: unknown };
    expect(packet).toMatchObject({ uid: 1000, gid: 0 });
  });
  it('ports are absent where the protocol has none', async () => {
    const { stdout } = await run(`trace --format json ${base} -p gre`, { stdin: dump });
    const { packet } = JSON.parse(stdout) as { packet: object };
    expect(Object.keys(packet)).not.toEqual(expect.arrayContaining(['sourcePort']));
    expect(Object.keys(packet)).not.toEqual(expect.arrayContaining(['destinationPort']));
  });
  it('a destination port nobody gave is absent; so are interfaces the packet does not have', async () => {
    const { stdout } = await run('trace --format json -s 10.0.0.1 -d 10.0.0.2', { stdin: dump });
    const { packet } = JSON.parse(stdout) as { packet: object };
    expect(Object.keys(packet)).toContain('sourcePort');
    for (const key of ['destinationPort', 'inInterface', 'outInterface', 'sourceMac', 'uid'])
      expect(Object.keys(packet)).not.toContain(key);
  });
  it('IPv6: addresses in the form of RFC 5952, icmpv6 by default', async () => {
    const { stdout } = await run(
      'trace --format json -s FD00:0:0:0:0:0:0:2 -d 2001:DB8:0:0:1:0:0:1 --icmp-type echo-request -i eth0 -o eth1',
      { stdin: dump },
    );
    expect((JSON.parse(stdout) as { packet: unknown }).packet).toMatchObject({
      family: 6,
      protocol: 'icmpv6',
      source: 'fd00::2',
      destination: '2001:db8::1:0:0:1',
      icmpType: 128,
    });
  });
});

describe('where options stand', () => {
  const wanted = 'FORWARDED';
  const files = { 'dump.save': dump };
  const lines = [
    'trace dump.save --src 10.0.0.1 --dst 10.0.0.2 --iif eth0 --oif eth1 --quiet',
    'trace --src=10.0.0.1 --dst=10.0.0.2 --iif=eth0 --oif=eth1 --quiet dump.save',
    'trace -s10.0.0.1 -d10.0.0.2 -ieth0 -oeth1 -q dump.save',
    'trace -s 10.0.0.1 dump.save -d 10.0.0.2 -i eth0 -o eth1 -q',
    'trace -q -s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1 -- dump.save',
  ];
  for (const line of lines) {
    it(line, async () => {
      const { stdout, stderr, status } = await run(line, { files });
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain(wanted);
    });
  }
});

import { describe, expect, it } from 'vitest';
import { endOf, ends, forwarded, table, trace } from './trace.js';

// Each was a disagreement with the kernel once, found with options that few rules have.

describe('seen on the kernel: what is in an answer is not what was in the packet', () => {
  const rows: readonly (readonly [name: string, match: string, packet: string, subject: string])[] = [
    ['its text', '-m string --hex-string "|00000000|" --algo bm', '', 'answer:string:\0\0\0\0'],
    ['its header bytes', '-m u32 --u32 "0x18=0x0"', '', 'answer:u32:0x18=0x0'],
    ['the options of DCCP', '-p dccp -m dccp --dccp-option 2', '-p dccp', 'answer:dccp:option=2'],
    ['what a BPF program makes of it', '-m bpf --bytecode "1,6 0 0 1"', '', 'answer:bpf:filter/FORWARD:1'],
  ];
  for (const [name, match, packet, subject] of rows) {
    it(name, async () => {
      const { paths } = await trace(
        table('filter', `-A FORWARD ${match} -j ACCEPT`),
        `${forwarded} ${packet} --local 192.0.2.1 --reply`,
      );
      const answers = paths.map(({ reply }) =>
        reply === undefined || 'none' in reply
          ? []
          : reply.paths.map(({ assumptions }) => assumptions.map((each) => `${each.subject}=${each.answer}`)),
      );
      const either = [[`${subject}=yes`], [`${subject}=no`]];
      expect(answers).toEqual([either, either]);
    });
  }

  it('and may be said by itself', async () => {
    const { paths } = await trace(
      table('filter', '-A FORWARD -m string --string abc --algo bm -j DROP'),
      `${forwarded} --local 192.0.2.1 --reply --assume string:abc=no --assume answer:string:abc=yes`,
    );
    const backs = paths.map(({ reply }) =>
      reply === undefined || 'none' in reply ? [] : reply.paths.map((path) => endOf(path)),
    );
    expect(backs).toEqual([['dropped by filter FORWARD rule 1']]);
  });
});

describe('seen on the kernel: the length of a fragment', () => {
  const rows: readonly (readonly [name: string, addresses: string, length: number])[] = [
    ['of IPv4: the flag stands in its header', '-s 10.65.0.2 -d 192.0.2.9', 40],
    ['of IPv6: with the header that says so, in whole eights', '-s fd00:65::2 -d 2001:db8:9::9', 72],
  ];
  for (const [name, addresses, length] of rows) {
    it(name, async () => {
      const dump = table('filter', `-A FORWARD -m length --length ${length} -j DROP`);
      const line = `${addresses} --dport 80 --fragment first -i cali1 -o eth1`;
      expect(await ends(dump, line)).toEqual(['dropped by filter FORWARD rule 1']);
    });
  }
});

describe('seen on the kernel: the plain length of a protocol with its first message', () => {
  for (const [proto, length] of [
    ['sctp', 52],
    ['dccp', 40],
  ] as const) {
    it(proto, async () => {
      const dump = table('filter', `-A FORWARD -m length --length ${length} -j DROP`);
      expect(await ends(dump, `${forwarded} -p ${proto}`)).toEqual(['dropped by filter FORWARD rule 1']);
    });
  }
});

describe('seen on the kernel: Linux 6.17 and later keep no ports of DCCP', () => {
  const dccp = '-s 10.65.0.2 -d 192.0.2.9 -p dccp --sport 40000 --dport 80 -i cali1 -o eth1';
  const rows: readonly (readonly [name: string, dump: string, ends: readonly string[]])[] = [
    [
      'those of a connection may be 0',
      table('filter', '-A FORWARD -m conntrack --ctorigdstport 80 -j DROP'),
      ['dropped by filter FORWARD rule 1', 'forwarded'],
    ],
    [
      'a translated one may be the old one',
      table('nat', '-A PREROUTING -p dccp -j DNAT --to-destination 203.0.113.9:8080') +
        table(
          'filter',
          '-A FORWARD -p dccp -m dccp --dport 80 -j DROP',
          '-A FORWARD -p dccp -m dccp --dport 8080 -j REJECT',
        ),
      ['dropped by filter FORWARD rule 1', 'rejected by filter FORWARD rule 2'],
    ],
    [
      'the packet itself has its own',
      table('filter', '-A FORWARD -p dccp -m dccp --dport 80 -j DROP'),
      ['dropped by filter FORWARD rule 1'],
    ],
  ];
  for (const [name, dump, expected] of rows) {
    it(name, async () => {
      expect(await ends(dump, dccp)).toEqual(expected);
    });
  }
});

describe('seen on the kernel: a later packet need not hold what the first one held', () => {
  const text = table('filter', ':INPUT DROP [0:0]', '-A INPUT -m string --string abc --algo bm -j ACCEPT');
  const later = '-s 10.65.0.2 -d 192.0.2.9 -i cali1 --local 192.0.2.9 --dport 80 --ctstate ESTABLISHED';
  it('it is asked of each', async () => {
    expect(await ends(text, later)).toEqual(['delivered', 'dropped by policy of filter INPUT']);
    expect(await ends(text, `${later} --assume string:abc=no --assume first:string:abc=yes`)).toEqual([
      'dropped by policy of filter INPUT',
    ]);
  });
});

describe('seen on the kernel: a socket that listens on any address counts for later packets alone', () => {
  const dropped = table('mangle', '-A INPUT -m socket -j DROP');
  const later = '-s 10.65.0.2 -d 192.0.2.9 -i cali1 --local 192.0.2.9 --dport 80 --ctstate ESTABLISHED';
  it('it is asked of each', async () => {
    expect(await ends(dropped, later)).toEqual(['dropped by mangle INPUT rule 1', 'delivered']);
    expect(await ends(dropped, `${later} --assume first:socket=no --assume socket=yes`)).toEqual([
      'dropped by mangle INPUT rule 1',
    ]);
  });
});

describe('seen on the kernel: extension headers of IPv6', () => {
  const six = '-s fd00:65::2 -d 2001:db8:9::9 --dport 80 -i cali1 -o eth1';
  const matched = 'dropped by filter FORWARD rule 1';
  const rows: readonly (readonly [headers: string, match: string, ends: readonly string[]])[] = [
    ['', '-m hbh', ['forwarded']],
    ['', '-m ipv6header --header prot', [matched]],
    ['--headers hop-by-hop', '-m hbh', [matched]],
    ['--headers hop-by-hop', '-m hbh --hbh-len 8', [matched, 'forwarded']],
    ['--headers hop-by-hop', '-m dst', ['forwarded']],
    ['--headers hop-by-hop', '-m ipv6header --header prot', ['forwarded']],
    ['--headers hop-by-hop', '-m ipv6header --header hop,prot', [matched]],
    ['--headers hop-by-hop', '-p tcp -m tcp --dport 80', [matched]],
    ['--headers hop-by-hop', '-m length --length 68', [matched]],
    ['--headers hop-by-hop', '-m u32 --u32 "3&0xff=0"', [matched]],
    ['--headers hop-by-hop', '-m u32 --u32 "3&0xff=6"', ['forwarded']],
    ['--headers hop-by-hop', '-m u32 --u32 "40&0xffff=80"', [matched, 'forwarded']],
    ['--headers dst,route', '-m u32 --u32 "3&0xff=60"', [matched]],
    ['--headers dst,route', '-m rt', [matched]],
    ['--headers dst,route', '-m rt ! --rt-type 2', ['forwarded', matched]],
    ['--headers dst,route', '-m ipv6header ! --header hop --soft', [matched]],
    ['--headers dst --fragment first', '-m ipv6header --header dst,frag,prot', [matched]],
    ['--headers dst --fragment first', '-m u32 --u32 "3&0xff=60"', [matched, 'forwarded']],
    ['--headers hop-by-hop --fragment first', '-m u32 --u32 "3&0xff=0"', [matched]],
  ];
  it.each(rows)('%s, %s', async (headers, match, expected) => {
    expect(await ends(table('filter', `-A FORWARD ${match} -j DROP`), `${six} ${headers}`)).toEqual(expected);
  });

  it('an answer has none', async () => {
    const { paths } = await trace(
      table('filter', '-A FORWARD -m hbh -j ACCEPT', '-A FORWARD -m length --length 104 -j DROP'),
      '-s fd00:65::2 -d 2001:db8:9::9 -p icmpv6 -i cali1 -o eth1 --headers hop-by-hop --reply',
    );
    const backs = paths.map(({ reply }) =>
      reply === undefined || 'none' in reply ? [] : reply.paths.map((path) => endOf(path)),
    );
    expect(backs).toEqual([['dropped by filter FORWARD rule 2']]);
  });
});

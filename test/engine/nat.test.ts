import { describe, expect, it } from 'vitest';
import {
  endOf,
  ends,
  forwarded,
  fromNode,
  onlyPath,
  stationsOf,
  stepsOf,
  table,
  toNode,
  trace,
} from './trace.js';

const prerouting = (...rules: readonly string[]): string =>
  table('nat', ':PREROUTING ACCEPT [0:0]', ...rules.map((rule) => `-A PREROUTING ${rule}`));
const postrouting = (...rules: readonly string[]): string =>
  table('nat', ':POSTROUTING ACCEPT [0:0]', ...rules.map((rule) => `-A POSTROUTING ${rule}`));
const output = (...rules: readonly string[]): string =>
  table('nat', ':OUTPUT ACCEPT [0:0]', ...rules.map((rule) => `-A OUTPUT ${rule}`));

const addresses = { addrs: '2: eth1    inet 198.51.100.1/24 scope global eth1\n' };

/** `source:port → destination:port` of the packet as it leaves; `?` for what nothing tells. */
async function leaves(dump: string, line = forwarded, files = {}): Promise<string> {
  const { packet } = await onlyPath(dump, line, files);
  return `${packet['source'] ?? '?'}:${packet['sourcePort'] ?? '?'} → ${packet['destination'] ?? '?'}:${packet['destinationPort'] ?? '?'}`;
}

describe('what nat rewrites', () => {
  const rows: readonly (readonly [name: string, dump: string, leaves: string, line?: string])[] = [
    [
      'nothing',
      prerouting('-d 10.9.9.9/32 -j DNAT --to-destination 10.0.0.9'),
      '10.65.0.2:40000 → 203.0.113.9:80',
    ],
    ['DNAT', prerouting('-j DNAT --to-destination 10.0.0.9'), '10.65.0.2:40000 → 10.0.0.9:80'],
    [
      'DNAT with a port',
      prerouting('-p tcp -j DNAT --to-destination 10.0.0.9:8080'),
      '10.65.0.2:40000 → 10.0.0.9:8080',
    ],
    [
      'DNAT: the port alone',
      prerouting('-p tcp -j DNAT --to-destination :8080'),
      '10.65.0.2:40000 → 203.0.113.9:8080',
    ],
    [
      'DNAT: a port range that holds the port',
      prerouting('-p tcp -j DNAT --to-destination 10.0.0.9:70-90'),
      '10.65.0.2:40000 → 10.0.0.9:80',
    ],
    [
      'DNAT: a port range that does not',
      prerouting('-p tcp -j DNAT --to-destination 10.0.0.9:8000-8010'),
      '10.65.0.2:40000 → 10.0.0.9:8000',
    ],
    [
      'DNAT: a shifted range',
      prerouting('-p tcp -m tcp --dport 70:90 -j DNAT --to-destination 10.0.0.9:8000-8020/70'),
      '10.65.0.2:40000 → 10.0.0.9:8010',
    ],
    [
      'DNAT: a random port',
      prerouting('-p tcp -j DNAT --to-destination 10.0.0.9:8000-8010 --random'),
      '10.65.0.2:40000 → 10.0.0.9:?',
    ],
    [
      'the first DNAT counts',
      prerouting('-j DNAT --to-destination 10.0.0.8', '-j DNAT --to-destination 10.0.0.9'),
      '10.65.0.2:40000 → 10.0.0.8:80',
    ],
    [
      'ACCEPT ends nat',
      prerouting('-j ACCEPT', '-j DNAT --to-destination 10.0.0.9'),
      '10.65.0.2:40000 → 203.0.113.9:80',
    ],
    ['NETMAP', prerouting('-d 203.0.113.0/24 -j NETMAP --to 10.7.8.0/24'), '10.65.0.2:40000 → 10.7.8.9:80'],
    [
      'NETMAP of the source',
      postrouting('-s 10.65.0.0/16 -j NETMAP --to 10.66.0.0/16'),
      '10.66.0.2:40000 → 203.0.113.9:80',
    ],
    ['SNAT', postrouting('-j SNAT --to-source 198.51.100.7'), '198.51.100.7:40000 → 203.0.113.9:80'],
    [
      'SNAT with a port',
      postrouting('-p tcp -j SNAT --to-source 198.51.100.7:1234'),
      '198.51.100.7:1234 → 203.0.113.9:80',
    ],
    [
      'SNAT: a port range that holds the port',
      postrouting('-p tcp -j SNAT --to-source 198.51.100.7:39000-41000'),
      '198.51.100.7:40000 → 203.0.113.9:80',
    ],
    [
      'SNAT: a port range that does not',
      postrouting('-p tcp -j SNAT --to-source 198.51.100.7:1000-2000'),
      '198.51.100.7:? → 203.0.113.9:80',
    ],
    [
      'SNAT: --random',
      postrouting('-p tcp -j SNAT --to-source 198.51.100.7 --random'),
      '198.51.100.7:? → 203.0.113.9:80',
    ],
    ['MASQUERADE without addresses', postrouting('-j MASQUERADE'), '?:40000 → 203.0.113.9:80'],
    [
      'DNAT and SNAT',
      prerouting('-j DNAT --to-destination 10.0.0.9').replace(
        'COMMIT\n',
        ':POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -d 10.0.0.9/32 -j SNAT --to-source 10.0.0.1\nCOMMIT\n',
      ),
      '10.0.0.1:40000 → 10.0.0.9:80',
    ],
    [
      'SNAT in INPUT',
      table('nat', '-A INPUT -j SNAT --to-source 10.0.0.1'),
      '10.0.0.1:40000 → 192.0.2.1:80',
      toNode,
    ],
    [
      'DNAT in OUTPUT',
      output('-j DNAT --to-destination 10.0.0.9'),
      '192.0.2.1:40000 → 10.0.0.9:80',
      fromNode,
    ],
    [
      'nat of another hook',
      postrouting('-j SNAT --to-source 198.51.100.7'),
      '10.65.0.2:40000 → 192.0.2.1:80',
      toNode,
    ],
  ];
  for (const [name, dump, wanted, line] of rows) {
    it(name, async () => {
      expect(await leaves(dump, line)).toBe(wanted);
    });
  }
});

describe('addresses of the node', () => {
  it('MASQUERADE takes the address of the interface it leaves by', async () => {
    expect(await leaves(postrouting('-j MASQUERADE'), `${forwarded} --addrs addrs`, addresses)).toBe(
      '198.51.100.1:40000 → 203.0.113.9:80',
    );
  });
  it('MASQUERADE on a node without any address drops', async () => {
    const addrs = '1: lo    inet 127.0.0.1/8 scope host lo\n2: eth1    inet6 fe80::1/64 scope link\n';
    expect(await ends(postrouting('-j MASQUERADE'), `${forwarded} --addrs addrs`, { addrs })).toEqual([
      'dropped by nat POSTROUTING rule 1',
    ]);
  });
  it('REDIRECT takes the address of the interface it came by', async () => {
    const addrs = '2: cali1    inet 10.65.0.1/32 scope global cali1\n';
    const line = '-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1 --addrs addrs';
    expect(await leaves(prerouting('-p tcp -j REDIRECT --to-ports 8080'), line, { addrs })).toBe(
      '10.65.0.2:40000 → 10.65.0.1:8080',
    );
  });
  it('REDIRECT keeps the packet on the node, by whatever address', async () => {
    const line = '-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1';
    expect(await ends(prerouting('-p tcp -j REDIRECT --to-ports 8080'), line)).toEqual(['delivered']);
  });
  it('a mask with holes asks of an address that nothing tells', async () => {
    const line = '-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1';
    const behind = (rule: string): string =>
      prerouting('-p tcp -j REDIRECT --to-ports 8080') + table('filter', `-A INPUT ${rule} -j DROP`);
    for (const rule of ['-d 10.0.0.1/255.0.0.255', '! -d 10.0.0.1/255.0.0.255']) {
      const { paths } = await trace(behind(rule), line);
      expect(paths.map(endOf).sort()).toEqual(['delivered', 'dropped by filter INPUT rule 1']);
      expect(paths[0]?.assumptions[0]?.subject).toBe('destination:10.0.0.1/255.0.0.255');
    }
    const given = `${line} --assume 'destination:10.0.0.1/255.0.0.255=no'`;
    expect(await ends(behind('-d 10.0.0.1/255.0.0.255'), given)).toEqual(['delivered']);
  });
  it('REDIRECT in OUTPUT takes the loopback address, and the packet comes in again', async () => {
    const addrs = `${addresses.addrs}1: lo    inet 127.0.0.1/8 scope host lo\n`;
    const line = '-s 198.51.100.1 -d 203.0.113.9 --dport 80 --addrs addrs';
    const dump = output('-p tcp -j REDIRECT --to-ports 8080');
    expect(await leaves(dump, line, { addrs })).toBe('198.51.100.1:40000 → 127.0.0.1:8080');
    expect(
      await ends(dump + table('filter', '-A INPUT -i lo -p tcp -m tcp --dport 8080 -j DROP'), line, {
        addrs,
      }),
    ).toEqual(['dropped by filter INPUT rule 1']);
  });
  it('REDIRECT to an interface without address drops', async () => {
    const line = '-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1 --addrs addrs';
    expect(await ends(prerouting('-j REDIRECT'), line, addresses)).toEqual([
      'dropped by nat PREROUTING rule 1',
    ]);
  });
});

describe('who sees the new address', () => {
  const dnat = prerouting('-p tcp -j DNAT --to-destination 10.0.0.9:8080');
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'raw PREROUTING sees the old one',
      dnat + table('raw', '-A PREROUTING -d 203.0.113.9/32 -j DROP'),
      'dropped by raw PREROUTING rule 1',
    ],
    [
      'mangle PREROUTING sees the old one',
      dnat + table('mangle', '-A PREROUTING -d 203.0.113.9/32 -j DROP'),
      'dropped by mangle PREROUTING rule 1',
    ],
    [
      'mangle FORWARD sees the new one',
      dnat + table('mangle', '-A FORWARD -d 10.0.0.9/32 -j DROP'),
      'dropped by mangle FORWARD rule 1',
    ],
    [
      'filter FORWARD sees the new port',
      dnat + table('filter', '-A FORWARD -p tcp -m tcp --dport 8080 -j DROP'),
      'dropped by filter FORWARD rule 1',
    ],
    [
      'filter FORWARD no longer sees the old port',
      dnat + table('filter', '-A FORWARD -p tcp -m tcp --dport 80 -j DROP'),
      'forwarded',
    ],
    [
      'ctstate DNAT from then on',
      dnat + table('filter', '-A FORWARD -m conntrack --ctstate DNAT -j DROP'),
      'dropped by filter FORWARD rule 1',
    ],
    [
      'ctstate DNAT not before',
      dnat + table('mangle', '-A PREROUTING -m conntrack --ctstate DNAT -j DROP'),
      'forwarded',
    ],
    [
      'no ctstate DNAT where nothing changed',
      prerouting('-j DNAT --to-destination 203.0.113.9') +
        table('filter', '-A FORWARD -m conntrack --ctstate DNAT -j DROP'),
      'forwarded',
    ],
    [
      'ctstate DNAT for a new port alone',
      prerouting('-p tcp -j DNAT --to-destination :81') +
        table('filter', '-A FORWARD -m conntrack --ctstate DNAT -j DROP'),
      'dropped by filter FORWARD rule 1',
    ],
    [
      'mangle POSTROUTING sees the old source',
      postrouting('-j SNAT --to-source 198.51.100.7') +
        table('mangle', '-A POSTROUTING -s 198.51.100.7/32 -j DROP'),
      'forwarded',
    ],
    [
      'the original destination',
      dnat + table('filter', '-A FORWARD -m conntrack --ctorigdst 203.0.113.9 --ctorigdstport 80 -j DROP'),
      'dropped by filter FORWARD rule 1',
    ],
  ];
  for (const [name, dump, end] of rows) {
    it(name, async () => {
      expect(await ends(dump)).toEqual([end]);
    });
  }
  it('filter INPUT sees the source before SNAT in nat INPUT', async () => {
    const snat = table('nat', '-A INPUT -j SNAT --to-source 10.0.0.1');
    expect(await ends(snat + table('filter', '-A INPUT -s 10.65.0.2/32 -j DROP'), toNode)).toEqual([
      'dropped by filter INPUT rule 1',
    ]);
  });
});

describe('who consults nat', () => {
  const nat = prerouting('-j LOG');
  const consults = async (line: string, more = ''): Promise<boolean> => {
    const { paths } = await trace(more + nat, line);
    return paths.every((path) => stationsOf(path).includes('PREROUTING nat'));
  };
  const rows: readonly (readonly [string, string, boolean, string?])[] = [
    ['the first packet', forwarded, true],
    ['a second one', `${forwarded} --ctstate ESTABLISHED`, false],
    ['an answer', `${forwarded} --ctstate ESTABLISHED --ctdir REPLY`, false],
    [
      'an ICMP error',
      '-s 10.65.0.2 -d 203.0.113.9 --icmp-type 3/1 -i cali1 -o eth1 --ctstate RELATED',
      false,
    ],
    ['INVALID', `${forwarded} --ctstate INVALID`, false],
    ['UNTRACKED', forwarded, false, table('raw', '-A PREROUTING -j CT --notrack')],
    ['TCP flags that begin no connection', `${forwarded} --tcp-flags SYN,ACK`, false],
    ['a lone ACK', `${forwarded} --tcp-flags ACK`, true],
    ['a ping', '-s 10.65.0.2 -d 203.0.113.9 --icmp-type echo-request -i cali1 -o eth1', true],
    [
      'an echo reply to nothing',
      '-s 10.65.0.2 -d 203.0.113.9 --icmp-type echo-reply -i cali1 -o eth1',
      false,
    ],
    ['any other protocol', '-s 10.65.0.2 -d 203.0.113.9 -p gre -i cali1 -o eth1', true],
  ];
  for (const [name, line, answer, more] of rows) {
    it(`${name}: ${answer ? 'yes' : 'no'}`, async () => {
      expect(await consults(line, more)).toBe(answer);
    });
  }
});

describe('the second packet of a connection', () => {
  const nat = table(
    'nat',
    '-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.9:8080',
    '-A POSTROUTING -j SNAT --to-source 198.51.100.7',
  );
  it('is translated as the first, by no rule', async () => {
    const path = await onlyPath(nat, `${forwarded} --ctstate ESTABLISHED`);
    expect(path.packet).toMatchObject({
      source: '198.51.100.7',
      destination: '10.0.0.9',
      destinationPort: 8080,
    });
    expect(stepsOf(path)).toEqual([]);
    const changes = path.hops.flatMap((hop) =>
      hop.kind === 'conntrack' && hop.changes !== undefined ? [hop.changes] : [],
    );
    expect(changes).toEqual([
      { destination: { from: '203.0.113.9', to: '10.0.0.9' }, destinationPort: { from: 80, to: 8080 } },
      { source: { from: '10.65.0.2', to: '198.51.100.7' } },
    ]);
  });
  it('has ctstate DNAT in mangle PREROUTING already', async () => {
    const dump = nat + table('mangle', '-A PREROUTING -m conntrack --ctstate DNAT -j DROP');
    expect(await ends(dump, `${forwarded} --ctstate ESTABLISHED`)).toEqual([
      'dropped by mangle PREROUTING rule 1',
    ]);
  });
  it('has the connmark and what restores it', async () => {
    const dump =
      table(
        'mangle',
        '-A PREROUTING -j CONNMARK --restore-mark',
        '-A PREROUTING -m mark --mark 0x5 -j ACCEPT',
        '-A FORWARD -j CONNMARK --set-mark 0x5',
      ) + table('filter', '-A FORWARD -m conntrack --ctstate ESTABLISHED -m mark ! --mark 0x5 -j DROP');
    const path = await onlyPath(dump, `${forwarded} --ctstate ESTABLISHED`);
    expect(endOf(path)).toBe('forwarded');
    expect(stepsOf(path)).toContain('PREROUTING 2 ACCEPT');
  });
  it('goes on where its first packet would be dropped, and says so', async () => {
    const { paths, premises } = await trace(
      table('filter', '-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT', '-A FORWARD -j DROP'),
      `${forwarded} --ctstate ESTABLISHED`,
    );
    expect(paths.map(endOf)).toEqual(['forwarded']);
    expect(premises.map(({ text }) => text).join('\n')).toMatch(/first packet .* would not get through/);
  });
  it.each(['ESTABLISHED --ctdir REPLY', 'RELATED'])('--ctstate %s: of no known connection', async (state) => {
    const { premises } = await trace(
      table('filter', '-A FORWARD -j ACCEPT'),
      `${forwarded} --ctstate ${state}`,
    );
    expect(premises.filter(({ settle }) => settle === '--ct-entry').map(({ text }) => text)).toEqual([
      expect.stringMatching(/addresses were not translated/),
    ]);
  });
  it('follows each way of a first packet that forks, and says so', async () => {
    const dump = table(
      'nat',
      '-A PREROUTING -m statistic --mode random --probability 0.50000000000 -j DNAT --to-destination 10.0.0.8',
      '-A PREROUTING -j DNAT --to-destination 10.0.0.9',
    );
    const { paths, premises } = await trace(dump, `${forwarded} --ctstate ESTABLISHED`);
    expect(paths.map(({ packet, chance }) => [packet['destination'], chance])).toEqual([
      ['10.0.0.8', 0.5],
      ['10.0.0.9', 0.5],
    ]);
    expect(premises.map(({ text }) => text).join('\n')).toMatch(/2 possible ways/);
  });
  it('--ct-entry: the entry says what is translated', async () => {
    const entry =
      'tcp 6 431999 ESTABLISHED src=10.65.0.2 dst=203.0.113.9 sport=40000 dport=80 src=10.0.0.7 dst=10.65.0.2 sport=8181 dport=40000 [ASSURED] mark=7 use=1';
    const path = await onlyPath(
      table('filter', '-A FORWARD -m connmark ! --mark 7 -j DROP'),
      `${forwarded} --ct-entry '${entry}'`,
    );
    expect(endOf(path)).toBe('forwarded');
    expect(path.packet).toMatchObject({ destination: '10.0.0.7', destinationPort: 8181 });
  });
  it('--ct-entry: an answer', async () => {
    const entry =
      'tcp 6 431999 ESTABLISHED src=10.65.0.2 dst=203.0.113.9 sport=40000 dport=80 src=10.0.0.7 dst=10.65.0.2 sport=8181 dport=40000 [ASSURED] mark=7 use=1';
    const path = await onlyPath(
      table('filter', '-A FORWARD -m conntrack --ctdir ORIGINAL -j DROP'),
      `-s 10.0.0.7 -d 10.65.0.2 --sport 8181 --dport 40000 -i eth1 -o cali1 --ct-entry '${entry}'`,
    );
    expect(endOf(path)).toBe('forwarded');
    expect(path.packet).toMatchObject({ source: '203.0.113.9', sourcePort: 80, destination: '10.65.0.2' });
  });
});

describe('what a random port leaves open', () => {
  it('a later rule on it is a question; a range settles what it can', async () => {
    const nat = prerouting('-p tcp -j DNAT --to-destination 10.0.0.9:8000-8010 --random');
    expect(await ends(nat + table('filter', '-A FORWARD -p tcp -m tcp --dport 9000 -j DROP'))).toEqual([
      'forwarded',
    ]);
    expect(await ends(nat + table('filter', '-A FORWARD -p tcp -m tcp --dport 8000:8010 -j DROP'))).toEqual([
      'dropped by filter FORWARD rule 1',
    ]);
    expect(
      [...(await ends(nat + table('filter', '-A FORWARD -p tcp -m tcp --dport 8005 -j DROP')))].sort(),
    ).toEqual(['dropped by filter FORWARD rule 1', 'forwarded']);
  });
});

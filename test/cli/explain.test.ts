import { describe, expect, it } from 'vitest';
import { run, type Surroundings } from './run.js';

const dump = `*mangle
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:web - [0:0]
-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
-A PREROUTING -m connmark --mark 0x3/0xf -j MARK --set-xmark 0x10/0xf0
-A POSTROUTING -m mark ! --mark 0x10/0xf0 -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:guests - [0:0]
:later - [0:0]
:lonely - [0:0]
:web - [0:0]
[7:420] -A INPUT -i eth0 -p tcp -m tcp --dport 80:90 -m comment --comment "to the web" -j web
-A INPUT -i eth1 -j later
-A FORWARD -m recent --set --name visitors --rsource
-A later -s 10.0.0.0/8 -g web
-A web -m set --match-set guests src -j ACCEPT
-A web -j SET --add-set seen src --exist --timeout 60
-A web -m limit --limit 5/min -j LOG --log-prefix "web "
-A web -p tcp -j REJECT --reject-with tcp-reset
-A web -j DROP
-A web -j ACCEPT
COMMIT
`;

const files = {
  'node.save': dump,
  'sets.ipset': `create guests hash:net,port
add guests 10.0.0.0/8,tcp:80
add guests 10.1.0.0/16,udp:53-54 nomatch
create all list:set
add all guests
create spare hash:ip
`,
};

async function explained(line: string, around: Surroundings = {}): Promise<string> {
  const { stdout, stderr, status } = await run(`explain ${line}`, { files, columns: 120, ...around });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

describe('calitrace explain: a chain', () => {
  it('tells who calls it, from where packets come, its end and its rules', async () => {
    expect(await explained('chain filter/web node.save')).toBe(`\
chain     filter web (IPv4, 6 rules)
owner     nobody who is known here
called by INPUT 1  jump  in interface is eth0 and protocol is tcp and destination port is 80-90 · to the web · 7 packets
          later 1  goto  source is 10.0.0.0/8
gets      packets of INPUT
end       rule 5 takes all that comes to it (DROP), so nothing comes to the end; the rule behind it gets no packet

          1  ACCEPT  src is in set guests
          2  SET     every packet · adds src to set seen for 60 seconds
          3  LOG     is the packet within 5/min, burst 5 · written to the kernel log, level warning, prefix "web "
          4  REJECT  protocol is tcp
          5  DROP    every packet
          6  ACCEPT  every packet
`);
  });

  it.each([
    ['FORWARD', 'end       the policy of FORWARD, ACCEPT'],
    ['FORWARD', 'owner     built in: the kernel calls it'],
    ['FORWARD', '1  no target  puts the source into the recent list visitors'],
    ['later', 'end       back to the end of INPUT'],
    ['lonely', 'called by no rule: no packet comes here'],
    ['lonely', 'end       nowhere: no rule leads to this chain'],
  ])('%s: %s', async (chain, line) => {
    expect(await explained(`${chain} node.save`)).toContain(line);
  });

  it('is told of each table that has it', async () => {
    const text = await explained('web node.save');
    expect(text.match(/^chain .*$/gm)).toEqual([
      'chain     mangle web (IPv4, 0 rules)',
      'chain     filter web (IPv4, 6 rules)',
    ]);
  });

  it('shows so many rules, and all with -v', async () => {
    const rules = Array.from({ length: 70 }, (_, at) => `-A INPUT -s 10.0.0.${at} -j DROP\n`).join('');
    const stdin = `*filter\n:INPUT ACCEPT [0:0]\n${rules}COMMIT\n`;
    expect(await explained('INPUT', { stdin })).toMatch(
      /10\.0\.0\.59\n +and 10 more rules \(-v shows them\)\n$/,
    );
    expect(await explained('INPUT -v', { stdin })).toMatch(/10\.0\.0\.69\n$/);
  });
});

describe('calitrace explain: a rule', () => {
  it('tells what it asks and does, and where packets go', async () => {
    expect(await explained('filter/INPUT:1 node.save')).toBe(`\
rule      filter INPUT rule 1, line 16 (IPv4)
          -A INPUT -i eth0 -p tcp -m tcp --dport 80:90 -m comment --comment "to the web" -j web
comment   to the web
owner     the chain is built in: the kernel calls it
asks      in interface is eth0 and protocol is tcp
          destination port is 80-90 (-m tcp)
does      jumps to chain web
then      a packet that matches: chain web; from there RETURN and its end come back to rule 2 of this chain
          any other: rule 2 of this chain
counted   7 packets, 420 bytes
`);
  });

  it('is found by its line', async () => {
    expect(await explained('rule 16 node.save')).toBe(await explained('filter/INPUT:1 node.save'));
  });

  it.each([
    [
      'web:1',
      'does      accepts the packet: table filter is done at this hook, the tables behind it still run',
    ],
    ['web:1', 'then      a packet that matches: the next table of the hook, or onwards'],
    ['web:3', 'then      whether it matches or not: rule 4 of this chain'],
    ['web:4', 'does      drops the packet, and tells its sender (tcp-reset)'],
    ['web:6', 'then      the next table of the hook, or onwards'],
    ['web:6', 'owner     of the chain: nobody who is known here'],
    [
      'later:1',
      'then      a packet that matches: chain web, not back here: from there RETURN and its end go where they would go from',
    ],
    ['later:1', '          any other: the end of the chain: back to the end of INPUT'],
    ['PREROUTING:1', "does      takes bits 0xff of the connection's mark into the mark"],
    ['PREROUTING:2', 'does      sets 0x10 and clears 0xe0 of the mark'],
    [
      'PREROUTING:2',
      'mark      asks of the connection for 0x3 set and 0xc clear: nobody who is known here uses that',
    ],
    ['POSTROUTING:1', "does      keeps the mark's bits 0xff in the connection's mark"],
  ])('%s: %s', async (rule, line) => {
    expect(await explained(`${rule} node.save`)).toContain(`${line}\n`);
  });
});

describe('calitrace explain: both backends', () => {
  const ofBackend = (version: string, target: string): string =>
    `# Generated by iptables-save v1.8.9${version} on Thu Jan  1 00:00:00 2026\n*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j ${target}\nCOMMIT\n`;
  const stdin = ofBackend('', 'ACCEPT') + ofBackend(' (nf_tables)', 'DROP');

  it.each([
    [
      'FORWARD',
      [
        'chain     filter FORWARD (IPv4, iptables-legacy, 1 rule)',
        'chain     filter FORWARD (IPv4, iptables-nft, 1 rule)',
      ],
    ],
    [
      'FORWARD:1',
      [
        'rule      filter FORWARD rule 1, line 4 (IPv4, iptables-legacy)',
        'rule      filter FORWARD rule 1, line 9 (IPv4, iptables-nft)',
      ],
    ],
  ])('%s: tells of which each is', async (what, heads) => {
    expect((await explained(what, { stdin })).match(/^(?:chain|rule) .*/gm)).toEqual(heads);
    const { explanations } = JSON.parse(await explained(`${what} --format json`, { stdin })) as {
      explanations: readonly { backend: string }[];
    };
    expect(explanations.map(({ backend }) => backend)).toEqual(['legacy', 'nft']);
  });
});

describe('calitrace explain: a mark', () => {
  it('tells who sets and tests each bit', async () => {
    expect(await explained('0x13/0x1f node.save')).toBe(`\
mark      0x13/0x1f (IPv4)

0x10      nobody who is known here
          set by mangle/PREROUTING:2
          tested by mangle/POSTROUTING:1
          taken from the connmark by mangle/PREROUTING:1
          kept in the connmark by mangle/POSTROUTING:1

0xc       not set: nobody who is known here
          taken from the connmark by mangle/PREROUTING:1
          kept in the connmark by mangle/POSTROUTING:1
          connmark tested by mangle/PREROUTING:2

0x3       nobody who is known here
          taken from the connmark by mangle/PREROUTING:1
          kept in the connmark by mangle/POSTROUTING:1
          connmark tested by mangle/PREROUTING:2
`);
  });

  it('tells of all bits in use', async () => {
    const text = await explained('marks node.save');
    expect(text.match(/^0x[0-9a-f]+/gm)).toEqual(['0xe0', '0x10', '0xf']);
  });

  it('tells of a bit that no rule uses', async () => {
    expect(await explained('mark 0x80000000 node.save')).toContain('0x80000000 no rule of the dump uses it');
  });

  it.each([
    ['--set-xmark 0x0/0x30', '0x30', 'connmark cleared by mangle/PREROUTING:1'],
    ['--set-xmark 0x30/0x10', '0x20', 'connmark toggled by mangle/PREROUTING:1'],
    ['--set-xmark 0x30/0x10', '0x10', 'connmark set by mangle/PREROUTING:1'],
  ])('tells who changes the mark of the connection: %s, %s', async (options, bits, use) => {
    const stdin = `*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j CONNMARK ${options}\nCOMMIT\n`;
    expect(await explained(`mark ${bits}`, { stdin })).toContain(
      `${bits}      nobody who is known here\n          ${use}\n`,
    );
  });

  it('names the bits of Calico and kube-proxy', async () => {
    const stdin = `*filter
:INPUT ACCEPT [0:0]
:cali-INPUT - [0:0]
:cali-tw-cali1 - [0:0]
:cali-pi-p - [0:0]
-A INPUT -j cali-INPUT
-A cali-INPUT -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-INPUT -j cali-tw-cali1
-A cali-pi-p -j MARK --set-xmark 0x10000/0x10000
-A cali-tw-cali1 -m comment --comment "Start of policies" -j MARK --set-xmark 0x0/0x10000
-A cali-tw-cali1 -j cali-pi-p
-A cali-tw-cali1 -m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 -j RETURN
COMMIT
`;
    expect(await explained('0x10000', { stdin })).toContain(
      '0x10000   accept of Calico: a policy or profile accepted the packet\n',
    );
  });
});

describe('calitrace explain: an ipset', () => {
  it('tells which rules ask it, and its members where they are given', async () => {
    expect(await explained('ipset guests node.save --ipset sets.ipset')).toBe(`\
ipset     guests (IPv4)
holds     nobody who is known here names sets so
asked by  filter web 1  ACCEPT  src is in set guests
type      hash:net,port
listed in all
members   3
          10.0.0.0/8,tcp:80
          10.1.0.0/16,udp:53 nomatch
          10.1.0.0/16,udp:54 nomatch
`);
  });

  it.each([
    ['seen', 'changed   filter web 2  SET  every packet · adds src to set seen for 60 seconds'],
    ['seen', 'asked by  no rule of this dump'],
    ['seen', 'members   not in a dump: --ipset FILE tells them'],
    ['seen --ipset sets.ipset', 'members   the file of --ipset has no such set'],
    ['spare --ipset sets.ipset', 'members   none'],
  ])('%s: %s', async (what, line) => {
    expect(await explained(`${what} node.save`)).toContain(`${line}\n`);
  });
});

describe('calitrace explain: words', () => {
  it.each([
    ['guests node.save', '"guests" may be a chain or an ipset: say which (calitrace explain chain guests …)'],
    ['wep node.save', 'node.save has no chain, rule, mark or ipset "wep": did you mean web?'],
    ['ipset gests node.save', 'node.save has no ipset "gests": did you mean guests?'],
    [
      'filter/web:7 node.save',
      'node.save has no "filter/web:7": there is mangle/web with 0 rules, filter/web with 6 rules',
    ],
    [
      'mark 0x1g node.save',
      '"0x1g" is no mark: give VALUE or VALUE/MASK, such as 0x50000, or "marks" for all',
    ],
    ['rule __proto__:1 node.save', 'node.save has no rule "__proto__:1"'],
    ['rule 4 node.save', 'line 4 of node.save is no rule'],
    [
      'a b c node.save',
      'say what to explain, then the dump: calitrace explain [chain|rule|mark|ipset] WHAT [dump]',
    ],
    [
      'node.save FORWARD',
      'node.save is a file, and FORWARD is none: the dump stands behind what is to be explained: calitrace explain FORWARD node.save',
    ],
    [
      'chain node.save FORWARD',
      'node.save is a file, and FORWARD is none: the dump stands behind what is to be explained: calitrace explain chain FORWARD node.save',
    ],
    ['nothing.save FORWARD', 'cannot read FORWARD: there is no such file'],
  ])('%s', async (line, sentence) => {
    const { stdout, stderr, status } = await run(`explain ${line}`, { files });
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: `calitrace: ${sentence}\n`, status: 2 });
  });

  it('takes a chain that is called as a kind', async () => {
    const stdin = '*filter\n:mark - [0:0]\nCOMMIT\n';
    expect(await explained('chain mark', { stdin })).toMatch(/^chain {5}filter mark /);
    expect(await explained('mark', { stdin })).toMatch(/^chain {5}filter mark /);
  });

  it('passes on no escape sequence', async () => {
    const stdin = '*filter\n:web - [0:0]\n-A web -m comment --comment "a\u001b[31mb" -j DROP\nCOMMIT\n';
    expect(await explained('web', { stdin })).toContain('a\\x1b[31mb');
  });
});

describe('calitrace explain: the name forgotten', () => {
  it.each([
    [
      'explain chain node.save',
      true,
      'say what of node.save to explain: calitrace explain chain NAME node.save',
    ],
    ['explain node.save', true, 'say what of node.save to explain: calitrace explain chain NAME node.save'],
    ['explain rule node.save', true, 'calitrace explain rule NAME node.save'],
    ['explain rule node.save', false, 'calitrace explain rule NAME node.save'],
    ['explain chain other.save', true, 'no dump: give a file'],
  ])('%s (on a terminal: %s)', async (line, stdinIsTerminal, words) => {
    const { stdout, stderr, status } = await run(line, { files, stdin: '', stdinIsTerminal });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(words);
  });

  it('a chain may have the name of a file', async () => {
    expect(await explained('web', { files: { web: '' }, stdin: dump })).toContain('filter web');
  });
});

describe('calitrace explain --format json', () => {
  it('is plain data', async () => {
    const { format, version, explanations } = JSON.parse(
      await explained('web:1 --format json node.save'),
    ) as { readonly format: string; readonly version: number; readonly explanations: readonly unknown[] };
    expect([format, version]).toEqual(['calitrace.explain', 1]);
    expect(explanations).toEqual([
      {
        kind: 'rule',
        family: 4,
        backend: 'legacy',
        rule: {
          table: 'filter',
          chain: 'web',
          number: 1,
          line: 20,
          text: '-A web -m set --match-set guests src -j ACCEPT',
          asks: [{ match: 'set', words: 'src is in set guests' }],
          action: 'ACCEPT',
          changes: [],
          comments: [],
        },
        does: ['accepts the packet: table filter is done at this hook, the tables behind it still run'],
        marks: [],
        matched: 'the next table of the hook, or onwards',
        passed: 'rule 2 of this chain',
        callers: [expect.objectContaining({ chain: 'INPUT' }), expect.objectContaining({ chain: 'later' })],
      },
    ]);
  });
});

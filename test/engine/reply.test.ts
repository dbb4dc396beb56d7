import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeEndpoint } from '../../src/format/packetLine.js';
import type { JsonPath, JsonReply } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { packetOf } from '../fixtures/constructs/construct.js';
import { replyCases } from '../fixtures/replies.js';
import { calitrace } from '../kernel/calitrace.js';
import { endWords } from '../../src/verify/compare.js';
import { filter, forwarded, fromNode, onlyPath, table, toNode, trace } from './trace.js';

const readNode = (name: string): string =>
  readFileSync(new URL(`../fixtures/constructs/node/${name}.json`, import.meta.url), 'utf8');

/** How an answer's only path ends, in the words of the cases. */
function backWords(reply: JsonReply | undefined): string {
  if (reply === undefined) return 'not asked';
  if ('none' in reply) return `none: ${reply.none}`;
  return [...new Set(reply.paths.map(pathWords))].join('; ');
}

function pathWords(path: JsonPath): string {
  const end = endWords(path);
  if (!['forwarded', 'delivered', 'sent'].includes(end)) return end;
  const { source, sourcePort, destination, destinationPort, outInterface, mark } = path.packet;
  const from = writeEndpoint(String(source), sourcePort);
  const to = writeEndpoint(String(destination), destinationPort);
  const out = outInterface === undefined || end === 'delivered' ? '' : ` out ${outInterface}`;
  return `${end} ${from} → ${to}${out}${mark === 0 ? '' : ` mark 0x${mark.toString(16)}`}`;
}

describe('the answer comes back as on the kernel', () => {
  for (const one of replyCases) {
    it(one.name, async () => {
      const family = one.family ?? 4;
      const node = {
        ipsets: '',
        addrs: readNode('addrs'),
        routes: readNode(`routes${family}`),
        rules: readNode(`rules${family}`),
      };
      const packet = packetOf({ ...one, ends: [[], []] });
      const { paths } = await calitrace({ ...node, dump: one.dump }, family, packet, ['--reply']);
      expect(paths.map(({ reply }) => backWords(reply))).toEqual([one.back]);
    });
  }
});

const back = async (dump: string, line: string): Promise<readonly string[]> =>
  (await trace(dump, `${line} --reply`)).paths.map(({ reply }) => backWords(reply));

describe('from the dump alone', () => {
  const rows: readonly (readonly [name: string, dump: string, line: string, back: readonly string[]])[] = [
    [
      'a forwarded packet: back to where it came in',
      filter({}),
      `${forwarded} --local 192.0.2.1`,
      ['forwarded 203.0.113.9:80 → 10.65.0.2:40000 out cali1'],
    ],
    [
      'from an address to the same, where each packet is the answer of the one before',
      table('mangle', '-A OUTPUT -m conntrack --ctdir REPLY -j MARK --set-mark 0x5'),
      '-s 127.0.0.1 -d 127.0.0.1 -p esp --ctstate ESTABLISHED',
      ['delivered 127.0.0.1 → 127.0.0.1 mark 0x5'],
    ],
    ['to the node', filter({}), toNode, ['sent 192.0.2.1:80 → 10.65.0.2:40000 out cali1']],
    ['from the node', filter({}), fromNode, ['delivered 203.0.113.9:80 → 192.0.2.1:40000']],
    [
      'an out interface that nothing tells',
      filter({}),
      "-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1 --assume 'local:203.0.113.9=no'",
      ['forwarded 203.0.113.9:80 → 10.65.0.2:40000 out cali1'],
    ],
    [
      'an out interface that a rule asked for',
      filter({ FORWARD: ['-o eth1 -j ACCEPT', '-j DROP'] }),
      "-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1 --assume 'local:203.0.113.9=no'",
      ['dropped by filter FORWARD rule 2', 'none: the packet did not get through'],
    ],
    [
      'a masquerade whose address nothing tells is undone',
      table('nat', '-A POSTROUTING -j MASQUERADE'),
      `${forwarded} --local 192.0.2.1`,
      ['forwarded 203.0.113.9:80 → 10.65.0.2:40000 out cali1'],
    ],
    [
      'a destination port that nobody gave is the source port that nobody knows',
      table('nat', '-A PREROUTING -p tcp -j DNAT --to-destination 10.65.0.3:8080'),
      '-s 10.65.0.2 -d 203.0.113.9 -i cali1 -o cali2 --local 192.0.2.1',
      ['forwarded 203.0.113.9 → 10.65.0.2:40000 out cali1'],
    ],
    [
      'TCP reset',
      filter({}),
      `${forwarded} --ctstate ESTABLISHED --tcp-flags RST`,
      ['none: nothing answers a TCP reset'],
    ],
    [
      'ICMP error',
      filter({}),
      '-s 10.65.0.2 -d 203.0.113.9 --icmp-type 3/1 -i cali1 -o eth1',
      ['none: nothing answers an ICMP message of this type'],
    ],
    [
      'multicast',
      filter({}),
      '-s 192.0.2.1 -d 224.0.0.5 -p udp --dport 99 -o eth1',
      ['none: a packet to many has not one answer'],
    ],
    [
      'no source',
      filter({}),
      '-s 0.0.0.0 -d 10.65.0.2 -p udp --dport 99 -o cali1',
      ['none: no host has the address 0.0.0.0, to which an answer would go'],
    ],
    ['a later fragment', filter({}), `${forwarded} --fragment`, ['none: a fragment alone has no answer']],
    [
      'a queue',
      filter({ FORWARD: ['-j NFQUEUE --queue-num 0'] }),
      forwarded,
      [
        'none: whether the packet gets through is up to the program that it was queued for',
        'none: the packet did not get through',
      ],
    ],
    [
      'the answer to an answer',
      filter({ FORWARD: ['-m conntrack --ctdir ORIGINAL -j DROP'] }),
      `${forwarded} --local 192.0.2.1 --ctstate ESTABLISHED --ctdir REPLY`,
      ['dropped by filter FORWARD rule 1'],
    ],
    [
      'the entry of a connection',
      filter({}),
      `${forwarded} --local 192.0.2.1 --ct-entry 'tcp 6 100 ESTABLISHED src=10.65.0.2 dst=203.0.113.9 sport=40000 dport=80 src=203.0.113.9 dst=198.51.100.1 sport=80 dport=700 [ASSURED] mark=0'`,
      ['forwarded 203.0.113.9:80 → 10.65.0.2:40000 out cali1'],
    ],
  ];
  for (const [name, dump, line, expected] of rows) {
    it(name, async () => {
      expect(await back(dump, line)).toEqual(expected);
    });
  }
});

describe('an answer that comes in by an interface that nothing tells', () => {
  const line = "-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1 --assume 'local:203.0.113.9=no' --reply";
  const ways = async (
    dump: string,
    files: Readonly<Record<string, string>> = {},
    more = '',
  ): Promise<readonly (readonly string[])[]> =>
    (await trace(dump, `${line} ${more}`, files)).paths.flatMap(({ reply }) =>
      reply === undefined || 'none' in reply
        ? []
        : reply.paths.map((path) => [
            endWords(path),
            ...path.assumptions.map(({ subject, answer }) => `${subject}=${answer}`),
          ]),
    );

  it('is a question where a rule asks for it', async () => {
    expect(
      await ways(
        filter({ FORWARD: ['-i cali1 -j ACCEPT', '-i eth+ -j ACCEPT', '-i lo -j ACCEPT', '-j DROP'] }),
      ),
    ).toEqual([
      ['forwarded', 'answer:inInterface:cali1=yes'],
      ['forwarded', 'answer:inInterface:cali1=no', 'answer:inInterface:eth+=yes'],
      ['dropped by filter FORWARD rule 4', 'answer:inInterface:cali1=no', 'answer:inInterface:eth+=no'],
    ]);
  });

  it('is a question where a set asks for it', async () => {
    const sets = 'create gates hash:net,iface\nadd gates 203.0.113.0/24,eth1\n';
    const dump = filter({ FORWARD: ['-m set --match-set gates src,src -j DROP'] });
    expect(await ways(dump, { sets }, '--ipset sets')).toEqual([
      ['dropped by filter FORWARD rule 1', 'set:gates:src,src=yes'],
      ['forwarded', 'set:gates:src,src=no'],
    ]);
  });

  it('is the one by which the packet was assumed to leave', async () => {
    expect(
      await ways(
        filter({ FORWARD: ['-o eth+ -j ACCEPT', '-i eth+ -m conntrack --ctdir REPLY -j ACCEPT', '-j DROP'] }),
      ),
    ).toEqual([['forwarded']]);
  });

  it('is answered for itself', async () => {
    const dump = filter({ FORWARD: ['-i eth1 -j DROP', '-j ACCEPT'] });
    expect(await ways(dump, {}, '--assume answer:inInterface:eth1=no')).toEqual([['forwarded']]);
  });
});

describe('what an answer assumes', () => {
  const balanced = table(
    'nat',
    '-A PREROUTING -p tcp -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.65.0.3',
  );

  it('has the chances of its own draws only', async () => {
    const dump =
      balanced +
      filter({ FORWARD: ['-s 203.0.113.9 -m statistic --mode random --probability 0.25 -j DROP'] });
    const { paths } = await trace(dump, `${forwarded} --local 192.0.2.1 --reply`);
    expect(paths.map(({ chance }) => chance)).toEqual([0.5, 0.5]);
    const chances = paths.map(({ reply }) =>
      reply === undefined || 'none' in reply ? [] : reply.paths.map(({ chance }) => chance),
    );
    expect(chances).toEqual([[1], [0.25, 0.75]]);
  });

  it('keeps the answers of its packet, and lists only what it adds', async () => {
    const dump = filter({
      FORWARD: [
        '-m set --match-set office src -j ACCEPT',
        '-m set --match-set office dst -j ACCEPT',
        '-j DROP',
      ],
    });
    const { paths } = await trace(dump, `${forwarded} --local 192.0.2.1 --reply`);
    const found = paths.map(({ assumptions, reply }) => [
      assumptions.map(({ subject, answer }) => `${subject}=${answer}`),
      reply === undefined || 'none' in reply
        ? []
        : reply.paths.map((path) => [
            endWords(path),
            ...path.assumptions.map(({ subject, answer }) => `${subject}=${answer}`),
          ]),
    ]);
    expect(found[0]).toEqual([
      ['set:office:src=yes'],
      [
        ['forwarded', 'set:office:src=yes'],
        ['forwarded', 'set:office:src=no', 'set:office:dst=yes'],
        ['dropped by filter FORWARD rule 3', 'set:office:src=no', 'set:office:dst=no'],
      ],
    ]);
  });

  it('a port that was narrowed on the way there is that port on the way back', async () => {
    const dump = filter({
      FORWARD: ['-p tcp -m tcp --dport 80 -j ACCEPT', '-p tcp -m tcp --sport 80 -j ACCEPT', '-j DROP'],
    });
    const { paths } = await trace(
      dump,
      '-s 10.65.0.2 -d 203.0.113.9 -i cali1 -o eth1 --sport 5 --local 192.0.2.1 --reply',
    );
    expect(paths.map(endWords)).toEqual(['forwarded', 'dropped by filter FORWARD rule 3']);
    const [first] = paths;
    expect(backWords(first?.reply)).toBe('forwarded 203.0.113.9 → 10.65.0.2:5 out cali1');
  });

  it('says by which interface it goes back where no routes tell', async () => {
    const { reply } = await onlyPath(filter({}), `${forwarded} --local 192.0.2.1 --reply`);
    expect(reply !== undefined && !('none' in reply) ? reply.premises : []).toEqual([
      { text: 'the answer goes back by cali1, by which the packet came in', settle: '--routes' },
    ]);
  });

  it('is not there unless it was asked for', async () => {
    expect((await onlyPath(filter({}))).reply).toBeUndefined();
  });
});

describe('printed', () => {
  const dump = filter({ FORWARD: ['-i cali1 -j ACCEPT', '-j DROP'] });
  const line = `trace ${forwarded} --local 192.0.2.1 --reply`;
  const print = async (more: string): Promise<readonly string[]> =>
    (await run(`${line} ${more}`, { stdin: dump })).stdout.trimEnd().split('\n');

  it('behind the verdict, with a verdict of its own', async () => {
    const lines = await print('');
    const there = lines.findIndex((one) => one.startsWith('FORWARDED'));
    const heading = lines.findIndex((one) => one.startsWith('── the answer ─'));
    const end = lines.findIndex((one) => one.startsWith('DROPPED'));
    expect(there).toBeGreaterThan(0);
    expect(heading).toBeGreaterThan(there);
    expect(lines[heading + 1]).toMatch(/^answer +tcp 203\.0\.113\.9:80 → 10\.65\.0\.2:40000 {2}in eth1/);
    expect(end).toBeGreaterThan(heading);
  });

  it('one line with -q', async () => {
    expect(await print('-q')).toEqual([
      'FORWARDED out eth1, by filter FORWARD rule 1, line 5 of the dump',
      'answer    DROPPED  by filter FORWARD rule 2, line 6 of the dump',
    ]);
  });

  it('in a table, too', async () => {
    const lines = await print('--format table');
    expect(lines.filter((one) => one.startsWith('── the answer ─'))).toHaveLength(1);
    expect(lines.findLast((one) => one.startsWith('DROPPED'))).toContain('filter FORWARD rule 2');
  });

  it('once for paths whose answers are alike, and in one line at last', async () => {
    const split = filter({
      FORWARD: [
        '-i eth1 -j ACCEPT',
        '-m set --match-set office src -j DROP',
        '-m set --match-set staff src -j DROP',
        '-i cali1 -m set --match-set guests src -j ACCEPT',
      ],
    });
    const { stdout } = await run(line, { stdin: split });
    const lines = stdout.trimEnd().split('\n');
    expect(
      lines.filter((one) => one.startsWith('── the answer')).map((one) => one.replace(/ ─+$/, '')),
    ).toEqual(['── the answer on paths 1, 2', '── the answer on paths 3, 4']);
    expect(lines.filter((one) => one.startsWith('answer '))).toEqual([
      'answer    none: the packet did not get through',
      'answer    tcp 203.0.113.9:80 → 10.65.0.2:40000  in eth1  ESTABLISHED  flags SYN,ACK',
      'answer    differs: FORWARDED on 2 of 4 ways, none on 2 of 4 ways',
    ]);
  });

  it('--expect accepted is for both ways', async () => {
    const status = async (expected: string): Promise<number> =>
      (await run(`${line} --expect ${expected}`, { stdin: dump })).status;
    expect([await status('accepted'), await status('dropped')]).toEqual([1, 1]);
  });
});

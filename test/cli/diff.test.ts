import { describe, expect, it } from 'vitest';
import { filter, nat } from '../lint/lintCases.js';
import { run } from './run.js';

interface JsonDiff {
  readonly equivalent: boolean;
  readonly differences: readonly {
    readonly kind: string;
    readonly before: { readonly kind: string };
    readonly after: { readonly kind: string };
    readonly rows: readonly { readonly ranges: Readonly<Record<string, unknown>> }[];
    readonly witness: { readonly options: readonly string[] } | null;
  }[];
}

async function differences(before: string, after: string, line = ''): Promise<JsonDiff> {
  const { stdout, stderr } = await run(`diff --format json ${line} before after`, {
    files: { before, after },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as JsonDiff;
}

const plain = filter(`
  -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT
  -A FORWARD -s 10.0.0.0/8 -j A
  -A A -m set --match-set good dst -j ACCEPT
  -A A -j DROP`);

describe('calitrace diff', () => {
  it.each([
    ['the same text', plain, plain],
    [
      'a chain of another name, rules that do not meet in another order',
      plain,
      filter(`
        -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT
        -A FORWARD -s 10.0.0.0/8 -g OTHER
        -A OTHER -m set ! --match-set good dst -j DROP
        -A OTHER -j ACCEPT`),
    ],
    [
      'one rule as two',
      filter('-A FORWARD -s 10.0.0.0/8 -j DROP'),
      filter(`
        -A FORWARD -s 10.128.0.0/9 -j DROP
        -A FORWARD -s 10.0.0.0/9 -j DROP`),
    ],
    [
      'a rule that nothing comes to',
      filter('-A FORWARD -s 10.0.0.0/8 -j DROP'),
      filter(`
        -A FORWARD -s 10.0.0.0/8 -j DROP
        -A FORWARD -s 10.1.0.0/16 -j ACCEPT`),
    ],
    [
      'a way by marks, and one without',
      filter(`
        -A FORWARD -j MARK --set-xmark 0x0/0x1
        -A FORWARD -i cali+ -j MARK --set-xmark 0x1/0x1
        -A FORWARD -m mark --mark 0x1/0x1 -j DROP`),
      filter('-A FORWARD -i cali+ -j DROP'),
    ],
    ['the same draw', draw('0.5'), draw('0.50000000000')],
  ])('equivalent: %s', async (_name, before, after) => {
    expect(await differences(before, after)).toMatchObject({ equivalent: true, differences: [] });
    expect((await run('diff before after', { files: { before, after } })).status).toBe(0);
  });

  it.each([
    ['one address of a range', '-m iprange --src-range 10.0.0.5-10.0.0.9', '--to-source 10.0.0.5-10.0.0.9'],
    ['one port of a range', '-p udp -m udp --sport 2000:2010', '--to-source :2000-2010'],
    ['a drawn port', '-s 10.0.0.5/32 -p udp -m udp --sport 1:511', '--to-source 10.0.0.5 --random'],
  ])('%s is not the one that the packet had', async (_name, match, target) => {
    const before = nat(`-A POSTROUTING ${match} -j SNAT ${target}`);
    const { differences: found } = await differences(before, nat('-A POSTROUTING -s 1.2.3.4/32'));
    expect(found.map(({ kind }) => kind)).toContain('translated');
  });

  it('a set that is asked behind nat shows the difference all the same', async () => {
    const behind = (target: string): string =>
      nat('-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.9') +
      filter(`
        -A FORWARD -m set --match-set good src -m set --match-set bad dst -j ${target}
        -A FORWARD -d 10.0.0.3/32 -j DROP`);
    const {
      differences: [first],
    } = await differences(behind('DROP'), behind('ACCEPT'));
    expect([first?.before.kind, first?.after.kind, first?.witness?.options.includes('--assume')]).toEqual([
      'dropped',
      'forwarded',
      true,
    ]);
  });

  it('tells which packets, from what to what, with one that both traces confirm', async () => {
    const after = plain.replace('--dport 80', '--dport 80:81');
    const { equivalent, differences: found } = await differences(plain, after);
    expect(equivalent).toBe(false);
    expect(found).toMatchObject([
      {
        kind: 'end',
        before: { kind: 'dropped', by: { table: 'filter', chain: 'A', number: 2, line: 9 } },
        after: { kind: 'forwarded', by: null },
        rows: [
          {
            ranges: {
              protocol: [[6, 6]],
              destinationPort: [[81, 81]],
              source: [['10.0.0.0', '10.255.255.255']],
            },
          },
        ],
      },
    ]);
    const options = found[0]?.witness?.options ?? [];
    const files = { before: plain, after };
    expect((await run(['trace', ...options, '--expect', 'dropped', 'before'], { files })).status).toBe(0);
    expect((await run(['trace', ...options, '--expect', 'accepted', 'after'], { files })).status).toBe(0);
  });

  it('tells packets that leave with other addresses', async () => {
    const to = (address: string): string =>
      nat(`-A PREROUTING -d 192.0.2.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination ${address}`);
    const { differences: found } = await differences(to('10.65.0.2'), to('10.65.0.3'));
    expect(found.map(({ kind }) => kind)).toContain('translated');
    expect(found.flatMap(({ rows }) => rows)[0]?.ranges).toMatchObject({
      destination: [['192.0.2.1', '192.0.2.1']],
      destinationPort: [[80, 80]],
    });
  });

  it.each([
    ['another policy', plain, plain.replace(':FORWARD ACCEPT', ':FORWARD DROP'), '', 1],
    ['none of those packets', plain, plain.replace(':FORWARD ACCEPT', ':FORWARD DROP'), '--src 10.1.2.3', 0],
    ['reject instead of drop', filter('-A INPUT -j DROP'), filter('-A INPUT -j REJECT'), '', 1],
    ['a set of another name', plain, plain.replace('good', 'better'), '', 1],
    ['another family', plain, filter('-A INPUT -s fd00::/8 -j DROP'), '', 2],
    ['no dump', plain, 'nothing', '', 2],
  ])('exit code: %s', async (_name, before, after, line, status) => {
    expect((await run(`diff ${line} before after`, { files: { before, after } })).status).toBe(status);
  });

  it('prints both decisions', async () => {
    const after = plain.replace('-A A -j DROP', '-A A -j REJECT --reject-with icmp-port-unreachable');
    const { stdout } = await run('diff before after', { files: { before: plain, after } });
    expect(stdout).toContain('dropped → rejected\n  before dropped by filter A rule 2, line 9');
    expect(stdout).toMatch(/\n1 difference\n$/);
  });
});

function draw(probability: string): string {
  return filter(`-A FORWARD -m statistic --mode random --probability ${probability} -j DROP`);
}

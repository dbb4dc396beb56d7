import { describe, expect, it } from 'vitest';
import { filter, nat } from '../lint/lintCases.js';
import { balanced } from './balanced.js';
import { run } from './run.js';

const untranslated = '-A PREROUTING -d 10.96.0.1/32 -p tcp -j ACCEPT';
const [one, two, three] = ['10.1.0.1:80', '10.1.0.2:80', '10.1.0.3:80'] as const;

describe('calitrace diff tells what nat makes of packets on one side alone', () => {
  it.each<readonly [name: string, before: string, after: string, told: readonly string[]]>([
    [
      'a backend more',
      balanced(one, two),
      balanced(one, two, three),
      ['after  also translates the destination to 10.1.0.3 port 80'],
    ],
    [
      'a backend less',
      balanced(one, two, three),
      balanced(one, three),
      ['before also translates the destination to 10.1.0.2 port 80'],
    ],
    [
      'another backend',
      balanced(one, two),
      balanced(one, three),
      [
        'before also translates the destination to 10.1.0.2 port 80',
        'after  also translates the destination to 10.1.0.3 port 80',
      ],
    ],
    [
      'all backends gone',
      balanced(one, two),
      nat(untranslated),
      [
        'before translates the destination to 10.1.0.1 port 80, to 10.1.0.2 port 80',
        'after  translates nothing',
      ],
    ],
    [
      'the ports of a masquerade',
      nat('-A POSTROUTING -p tcp -j MASQUERADE --to-ports 80-81'),
      nat('-A POSTROUTING -p tcp -j MASQUERADE --random'),
      [
        'before translates the source to an address of the interface by which the packet leaves, port 80-81',
        'after  translates the source to an address of the interface by which the packet leaves, at random',
      ],
    ],
    [
      'the source of some as well',
      nat(untranslated),
      nat(
        `-A PREROUTING -d 10.96.0.1/32 -p tcp -j DNAT --to-destination 10.1.0.1\n-A POSTROUTING -s 10.1.0.1 -d 10.1.0.1 -p tcp -j SNAT --to-source 10.9.9.9`,
      ),
      [
        'before translates nothing',
        'after  translates the destination to 10.1.0.1; of some the source to 10.9.9.9',
      ],
    ],
  ])('%s', async (_name, before, after, lines) => {
    const { stdout } = await run('diff -p tcp -d 10.96.0.1 before after', { files: { before, after } });
    const [, forwarded = ''] = stdout.split('forwarded, with other addresses or ports\n');
    expect(forwarded.split('\n').slice(0, lines.length)).toEqual(lines.map((line) => `  ${line}`));
    expect(forwarded.split('\n')[lines.length]).not.toContain('translates');
  });

  it.each([
    ['-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:80', ':81'],
    ['-A PREROUTING -p tcp -j DNAT --to-destination :80', ':81'],
    ['-A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1:80', ':81'],
    ['-A POSTROUTING -p tcp -j MASQUERADE --to-ports 80', ' 81'],
    ['-A POSTROUTING -p tcp -j MASQUERADE --to-ports 80', ' 80-81'],
    ['-A POSTROUTING -p tcp -j MASQUERADE --to-ports 80 --random', ' 81 --random'],
    ['-A PREROUTING -p tcp -j REDIRECT --to-ports 80', ' 81'],
    ['-A PREROUTING -p tcp -j REDIRECT --to-ports 80', ' 80-81'],
  ])('another port, for which no rule asks: %s,%s', async (rule, port) => {
    const files = { before: nat(rule), after: nat(rule.replace(/[: ]80.*$/, port)) };
    const { stdout } = await run('diff -p tcp before after', { files });
    expect(stdout).toContain('with other addresses or ports');
  });

  it.each<readonly [name: string, rules: string, told: readonly string[]]>([
    ['whether a set has it', '-A FORWARD -m set --match-set x dst -j DROP\n-A FORWARD -j REJECT', ['chance']],
    [
      'what conntrack keeps of it',
      '-A FORWARD -m conntrack --ctreplsrc 10.0.0.1 -j DROP\n-A FORWARD -j REJECT',
      ['chance'],
    ],
    ['the way to it', '-A FORWARD -o eth0 -j DROP\n-A FORWARD -j REJECT', ['chance']],
    ['whether the node has it', '-A FORWARD -j REJECT', ['chance']],
    ['nothing', '-A FORWARD -j DROP', []],
  ])(
    'packets that get nowhere, by an answer about the address that nat wrote: %s',
    async (_name, rules, told) => {
      const [before, after] = ['10.0.0.1', '10.0.0.2'].map(
        (to) =>
          filter(`-A INPUT -j DROP\n${rules}`) +
          nat(`-A PREROUTING -d 10.96.0.1 -j DNAT --to-destination ${to}`),
      );
      const { stdout } = await run('diff --format json before after', {
        files: { before: before ?? '', after: after ?? '' },
      });
      const { differences, undecided } = JSON.parse(stdout) as {
        readonly differences: readonly unknown[];
        readonly undecided: readonly { readonly kind: string }[];
      };
      expect([differences, undecided.map(({ kind }) => kind)]).toEqual([[], told]);
    },
  );

  it('other ranges of addresses, though one goes from high to low', async () => {
    const files = {
      before: nat('-A PREROUTING -j DNAT --to-destination 10.0.0.1-10.0.0.9'),
      after: nat('-A PREROUTING -j DNAT --to-destination 10.0.0.9-10.0.0.1'),
    };
    const { stdout } = await run('diff -p tcp before after', { files });
    expect(stdout).toContain('with other addresses or ports');
  });

  it('in JSON', async () => {
    const files = { before: balanced(one), after: balanced(one, two) };
    const { stdout } = await run('diff --format json before after', { files });
    const { differences } = JSON.parse(stdout) as {
      readonly differences: readonly { readonly nat: unknown }[];
    };
    expect(differences.map((difference) => difference.nat)).toContainEqual({
      before: [],
      after: [{ text: 'translates the destination to 10.1.0.2 port 80', ofAll: true }],
      others: true,
    });
  });
});

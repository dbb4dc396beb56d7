import { describe, expect, it } from 'vitest';
import { changedRules, type ChangesOfSide } from '../../src/diff/changedRules.js';
import { extensions, parse } from '../../src/index.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import { filter, nat } from '../lint/lintCases.js';

interface Row {
  readonly before: string;
  readonly after: string;
  /** `-` of the first alone, `+` of the second. */
  readonly changed: readonly string[];
}

const inOrder = (...matches: readonly string[]): string =>
  matches.map((match) => `-A INPUT ${match} -j DROP`).join('\n');
const countedPorts = ['80', '81'].map(
  (port) => `-p tcp -m recent --name l --set --rsource -m tcp --dport ${port}`,
);

const rows: Readonly<Record<string, Row>> = {
  nothing: {
    before: filter('-A INPUT -p tcp -j DROP'),
    after: filter('-A INPUT -p tcp -j DROP'),
    changed: [],
  },
  'counters alone': {
    before: filter('[1:40] -A INPUT -p tcp -j DROP'),
    after: filter('[2:80] -A INPUT -p tcp -j DROP'),
    changed: [],
  },
  'a rule in the midst': {
    before: filter(
      '-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.2 -j DROP\n-A INPUT -s 10.0.0.3 -j DROP',
    ),
    after: filter('-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.9 -j DROP\n-A INPUT -s 10.0.0.3 -j DROP'),
    changed: ['- INPUT 2', '+ INPUT 2'],
  },
  'a rule less': {
    before: filter('-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.2 -j DROP'),
    after: filter('-A INPUT -s 10.0.0.2 -j DROP'),
    changed: ['- INPUT 1'],
  },
  'one of two that say the same': {
    before: filter('-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.1 -j DROP'),
    after: filter('-A INPUT -s 10.0.0.1 -j DROP'),
    changed: ['- INPUT 2'],
  },
  'a rule that moved beyond others that no packet meets with it': {
    before: filter(inOrder('-s 10.0.0.1', '-s 10.0.0.2', '-s 10.0.0.3', '-s 10.0.0.4')),
    after: filter(inOrder('-s 10.0.0.4', '-s 10.0.0.1', '-s 10.0.0.2', '-s 10.0.0.3')),
    changed: [],
  },
  'a rule that moved beyond one that packets meet with it': {
    before: filter(inOrder('-s 10.0.0.1', '-s 10.0.0.2', '-d 10.0.0.3', '-s 10.0.0.4')),
    after: filter(inOrder('-s 10.0.0.4', '-s 10.0.0.1', '-s 10.0.0.2', '-d 10.0.0.3')),
    changed: ['- INPUT 4', '+ INPUT 1'],
  },
  'rules in another order, one of them beyond one that packets meet with it': {
    before: filter(inOrder('-d 10.0.0.1', '-d 10.0.0.2', '-d 10.0.0.3', '-d 10.0.0.0/30 -p udp')),
    after: filter(inOrder('-d 10.0.0.0/30 -p udp', '-d 10.0.0.3', '-d 10.0.0.2', '-d 10.0.0.1')),
    changed: ['- INPUT 4', '+ INPUT 1'],
  },
  'ports in another order': {
    before: filter(inOrder('-p tcp -m tcp --dport 80', '-p udp', '-p tcp -m tcp --dport 81:90')),
    after: filter(inOrder('-p tcp -m tcp --dport 81:90', '-p udp', '-p tcp -m tcp --dport 80')),
    changed: [],
  },
  'interfaces in another order': {
    before: filter(inOrder('-i eth0', '-i eth1', '-i wlan+')),
    after: filter(inOrder('-i wlan+', '-i eth1', '-i eth0')),
    changed: ['- INPUT 3', '+ INPUT 1'],
  },
  'rules in another order, in chains that are called': {
    before: filter(`${inOrder('-p tcp')}\n-A A -s 10.0.0.1 -j B\n-A A -s 10.0.0.2 -j DROP\n-A B -j DROP`),
    after: filter(`${inOrder('-p tcp')}\n-A A -s 10.0.0.2 -j DROP\n-A A -s 10.0.0.1 -j B\n-A B -j DROP`),
    changed: [],
  },
  'rules in another order that ask for marks alone': {
    before: filter(inOrder('-m mark --mark 0x1', '-m mark --mark 0x2')),
    after: filter(inOrder('-m mark --mark 0x2', '-m mark --mark 0x1')),
    changed: ['- INPUT 1', '+ INPUT 2'],
  },
  'rules in another order that count behind what tells them apart': {
    before: filter(inOrder('-s 10.0.0.1 -m limit --limit 5/sec', '-s 10.0.0.2 -m limit --limit 5/sec')),
    after: filter(inOrder('-s 10.0.0.2 -m limit --limit 5/sec', '-s 10.0.0.1 -m limit --limit 5/sec')),
    changed: [],
  },
  'rules in another order that count before what tells them apart': {
    before: filter(inOrder(...countedPorts)),
    after: filter(inOrder(...countedPorts.toReversed())),
    changed: ['- INPUT 1', '+ INPUT 2'],
  },
  'a chain, and who calls it': {
    before: filter('-A INPUT -j ACCEPT'),
    after: filter('-A INPUT -j A\n-A INPUT -j ACCEPT\n-A A -p tcp -j DROP'),
    changed: ['+ INPUT 1', '+ A 1'],
  },
  'a chain that others call as before': {
    before: filter('-A INPUT -j A\n-A A -p tcp -j DROP'),
    after: filter('-A INPUT -j A\n-A A -p udp -j DROP'),
    changed: ['- A 1', '+ A 1'],
  },
  'a chain of which one side knows the name alone': {
    before: '*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n-A INPUT -j A\n-A A -p tcp -j DROP\nCOMMIT\n',
    after: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j A\nCOMMIT\n',
    changed: ['- INPUT 1', '- A 1', '+ INPUT 1'],
  },
  'a policy': {
    before: filter('-A INPUT -j DROP'),
    after: filter('-A INPUT -j DROP').replace('INPUT ACCEPT', 'INPUT DROP'),
    changed: ['- policy of INPUT', '+ policy of INPUT'],
  },
  'a table': {
    before: filter('-A INPUT -j DROP'),
    after: filter('-A INPUT -j DROP') + nat('-A OUTPUT -p tcp -j ACCEPT'),
    changed: ['+ OUTPUT 1'],
  },
  'a comment': {
    before: filter('-A INPUT -p tcp -m comment --comment "was -j ACCEPT" -j DROP'),
    after: filter('-A INPUT -p tcp -m comment --comment is -j DROP'),
    changed: [],
  },
  'words in quotes that look like a comment': {
    before: filter('-A INPUT -m string --string "x -m comment --comment a" --algo bm -j DROP'),
    after: filter('-A INPUT -m string --string "x -m comment --comment b" --algo bm -j DROP'),
    changed: ['- INPUT 1', '+ INPUT 1'],
  },
  'a comment of a rule that negates': {
    before: filter('-A INPUT -m comment --comment was -m conntrack ! --ctstate NEW -j DROP'),
    after: filter('-A INPUT -m conntrack ! --ctstate NEW -j DROP'),
    changed: [],
  },
  'names of chains': {
    before: filter(
      '-A INPUT -p tcp -j A\n-A INPUT -g C\n-A A -s 10.0.0.1 -j B\n-A B -j DROP\n-A C -j ACCEPT',
    ),
    after: filter('-A INPUT -p tcp -j X\n-A INPUT -g C\n-A X -s 10.0.0.1 -j Y\n-A Y -j DROP\n-A C -j ACCEPT'),
    changed: [],
  },
  'names of chains, and a rule in one of them': {
    before: filter('-A INPUT -p tcp -j A\n-A A -s 10.0.0.1 -j B\n-A B -j DROP'),
    after: filter('-A INPUT -p tcp -j X\n-A X -s 10.0.0.1 -j Y\n-A Y -j ACCEPT'),
    changed: ['- INPUT 1', '- A 1', '- B 1', '+ INPUT 1', '+ X 1', '+ Y 1'],
  },
  'names that two chains have exchanged': {
    before: filter('-A INPUT -p tcp -j A\n-A INPUT -p udp -j B\n-A A -j DROP\n-A B -j ACCEPT'),
    after: filter('-A INPUT -p tcp -j B\n-A INPUT -p udp -j A\n-A B -j DROP\n-A A -j ACCEPT'),
    changed: ['- INPUT 1', '- INPUT 2', '- A 1', '- B 1', '+ INPUT 1', '+ INPUT 2', '+ A 1', '+ B 1'],
  },
  'the backend': {
    before: `# Generated by iptables-save v1.8.9 on Mon Jan  1 00:00:00 2024\n${filter('-A INPUT -j DROP')}`,
    after: `${nft('1.8.9')}${filter('-A INPUT -j DROP')}`,
    changed: [],
  },
  'negated ports, which another version of iptables-nft loads as one comparison': {
    before: `${nft('1.8.9')}${filter('-A INPUT -p tcp -m tcp ! --sport 1 ! --dport 2 -j DROP')}`,
    after: `${nft('1.8.11')}${filter('-A INPUT -p tcp -m tcp ! --sport 1 ! --dport 2 -j DROP')}`,
    changed: ['- INPUT 1', '+ INPUT 1'],
  },
  'any other rule of another version': {
    before: `${nft('1.8.9')}${filter('-A INPUT -p tcp -m tcp ! --dport 2 -j DROP')}`,
    after: `${nft('1.8.11')}${filter('-A INPUT -p tcp -m tcp ! --dport 2 -j DROP')}`,
    changed: [],
  },
};

describe('rules that one of two rulesets alone has', () => {
  it.each(Object.entries(rows))('%s', (_name, { before, after, changed }) => {
    const found = changedRules(rulesetOf(before), rulesetOf(after));
    expect([...wordsOf('-', found.before), ...wordsOf('+', found.after)]).toEqual(changed);
  });
});

function nft(version: string): string {
  return `# Generated by iptables-save v${version} (nf_tables) on Mon Jan  1 00:00:00 2024\n`;
}

function rulesetOf(dump: string): Ruleset {
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family: 4 }).rulesets.get(4);
  if (ruleset === undefined) throw new Error('no tables');
  return ruleset;
}

function wordsOf(sign: string, { rules, policies }: ChangesOfSide): readonly string[] {
  return [
    ...[...rules].map(({ chain, number }) => `${sign} ${chain} ${number}`),
    ...[...policies].map(({ name }) => `${sign} policy of ${name}`),
  ];
}

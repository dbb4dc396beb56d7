import { expect, it } from 'vitest';
import { diff } from '../../src/diff/diff.js';
import type { DiffRequest } from '../../src/diff/diff.js';
import type { Diff } from '../../src/diff/difference.js';
import { extensions, parse } from '../../src/index.js';
import { BudgetExceeded } from '../../src/packetset/diagrams.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';

const asking = `*filter
:INPUT ACCEPT [0:0]
-A INPUT -m connmark --mark 0x5 -j DROP
-A INPUT -m conntrack --ctstate ESTABLISHED -j DROP
COMMIT
`;
const mangle = (rules: string): string =>
  `*mangle\n:PREROUTING ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:A - [0:0]\n${rules}\nCOMMIT\n`;

/** `DRAW` stands for a match that draws, with another chance on both sides. Sets that tell draws apart take more nodes than these have. */
it.each<readonly [name: string, rules: string, told: readonly string[], family: 4 | 6]>([
  ['a copy', mangle('-A FORWARD DRAW -j TEE --gateway 10.0.0.9'), ['chance'], 4],
  ['a copy, of IPv6', mangle('-A FORWARD DRAW -j TEE --gateway fd00::9'), ['chance'], 6],
  ['a copy in a chain', mangle('-A FORWARD DRAW -j A\n-A A -j TEE --gateway 10.0.0.9'), ['chance'], 4],
  [
    'a copy of the others',
    mangle('-A FORWARD DRAW -j RETURN\n-A FORWARD -j TEE --gateway 10.0.0.9'),
    ['chance'],
    4,
  ],
  [
    'the segment size',
    mangle('-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN DRAW -j TCPMSS --set-mss 1400'),
    ['chance'],
    4,
  ],
  ['the queue', mangle('-A POSTROUTING DRAW -j CLASSIFY --set-class 1:5'), ['chance'], 4],
  ['the priority of a set', mangle('-A FORWARD DRAW -j SET --map-set bad src --map-prio'), ['chance'], 4],
  ['the class of service', mangle('-A FORWARD DRAW -j DSCP --set-dscp 0x0a'), ['chance'], 4],
  ['the ttl', mangle('-A FORWARD DRAW -j TTL --ttl-set 5'), ['chance'], 4],
  [
    'a prefix',
    mangle('-A POSTROUTING DRAW -j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64'),
    ['chance'],
    6,
  ],
  ['a mark', mangle('-A PREROUTING DRAW -j MARK --set-xmark 0x1/0x1'), ['assumed: marks'], 4],
  [
    'a mark behind the routing',
    mangle('-A POSTROUTING DRAW -j MARK --set-xmark 0x1/0x1'),
    ['assumed: marks'],
    4,
  ],
  [
    'the mark of the connection',
    asking + mangle('-A FORWARD DRAW -j CONNMARK --set-xmark 0x5/0xffffffff'),
    ['state'],
    4,
  ],
  [
    'tracking',
    `${asking}*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING DRAW -j NOTRACK\nCOMMIT\n`,
    ['chance', 'state'],
    4,
  ],
])('what is done as it is drawn is not decided: %s', (_name, rules, told, family) => {
  const drawing = (chance: string): Ruleset =>
    rulesetOf(rules.replace('DRAW', `-m statistic --mode random --probability ${chance}`), family);
  const [before, after] = [drawing('0.30000000019'), drawing('0.60000000009')];
  const request = { before, after, among: { numbers: new Map(), names: new Map() }, mostRows: 1 };
  expect(wordsOf(diff(request))).toEqual(told);
  expect(wordsOf(withFewestNodes(request))).toEqual(told);
  expect(wordsOf(withFewestNodes({ ...request, after: before }))).toEqual([]);
});

function rulesetOf(text: string, family: 4 | 6): Ruleset {
  const ruleset = bindRuleset(parse(text).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no tables');
  return ruleset;
}

/** With no more than it takes without draws. */
function withFewestNodes(request: DiffRequest): Diff {
  let found = diff(request);
  let [few, enough] = [0, found.nodes];
  while (few < enough) {
    const mostNodes = Math.floor((few + enough) / 2);
    const within = untilTooLarge({ ...request, mostNodes });
    if (within === undefined) few = mostNodes + 1;
    else [enough, found] = [mostNodes, within];
  }
  return found;
}

function untilTooLarge(request: DiffRequest): Diff | undefined {
  try {
    return diff(request);
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}

function wordsOf({ differences, undecided, assumed }: Diff): readonly string[] {
  return [
    ...differences.map(({ kind }) => `different: ${kind}`),
    ...undecided.map(({ kind }) => kind),
    ...assumed.map(({ kind }) => `assumed: ${kind}`),
  ];
}

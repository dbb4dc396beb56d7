import { describe, expect, test } from 'vitest';
import { describeMark, describeRule, describeSet } from '../../src/owners/describe.js';
import { rulesetOf } from './rulesetOf.js';

/** As Docker 29 writes it: a network with a published port, an internal one, one that keeps its containers apart, a swarm. */
const rows: Record<string, [rule: string, words: string | undefined][]> = {
  raw: [
    ['PREROUTING -d 172.18.0.2/32 ! -i br-a -j DROP', 'to a container, but not by br-a: no way in'],
    ['PREROUTING -d 172.18.0.2/32 ! -i eth0 -j DROP', undefined],
    ['PREROUTING ! -i br-a -j DROP', undefined],
  ],
  mangle: [
    [
      'OUTPUT -p udp -m udp --dport 4789 -m u32 --u32 "0x0>>0x16&0x3c@0xc&0xffffff00=0x100100" -j MARK --set-xmark 0xd0c4e3/0xffffffff',
      undefined,
    ],
  ],
  nat: [
    [
      'POSTROUTING -o br-a -m addrtype --src-type LOCAL -j MASQUERADE',
      'this host to a container on br-a: source NAT',
    ],
    ['POSTROUTING -s 172.18.0.0/16 ! -o br-a -j MASQUERADE', 'container leaves br-a: source NAT'],
    ['POSTROUTING -s 10.9.0.0/24 ! -o virbr0 -j MASQUERADE', undefined],
    [
      'DOCKER ! -i br-a -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80',
      'published port: to 172.18.0.2:80',
    ],
    [
      'DOCKER-INGRESS -p tcp -m tcp --dport 8090 -j DNAT --to-destination 172.19.0.2:8090',
      'published port: to the swarm by 172.19.0.2:8090',
    ],
  ],
  filter: [
    [
      'DOCKER -d 172.18.0.2/32 ! -i br-a -o br-a -p tcp -m tcp --dport 80 -j ACCEPT',
      'published port: let in',
    ],
    ['DOCKER ! -i br-a -o br-a -j DROP', 'into br-a: nothing else is published'],
    ['DOCKER-BRIDGE -o br-a -j DOCKER', 'published ports: let in what was sent to containers'],
    [
      'DOCKER-CT -o br-a -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      'belongs to a known connection',
    ],
    ['DOCKER-FORWARD -j DOCKER-CT', 'known connections to containers'],
    ['DOCKER-FORWARD -i br-a -j ACCEPT', 'from a container on br-a'],
    ['DOCKER-FORWARD -i br-b ! -o br-b -j ACCEPT', 'from a container on br-b'],
    ['DOCKER-FORWARD -i br-b -o br-b -j DROP', 'between containers on br-b: kept apart'],
    ['DOCKER-FORWARD -i br-c -o br-c -j ACCEPT', 'between containers on br-c'],
    ['DOCKER-INGRESS -p tcp -m tcp --dport 8090 -j ACCEPT', 'published port: let in'],
    [
      'DOCKER-INGRESS -p tcp -m tcp --sport 8090 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      'belongs to a known connection',
    ],
    ['DOCKER-INTERNAL ! -d 10.9.0.0/24 -i br-c -j DROP', 'internal network br-c: nothing out'],
    ['DOCKER-INTERNAL ! -s 10.9.0.0/24 -o br-c -j DROP', 'internal network br-c: nothing in'],
  ],
};

const dump = Object.entries(rows).map(([table, rules]) => {
  const own =
    table === 'filter' ? ['', '-BRIDGE', '-CT', '-FORWARD', '-INGRESS', '-INTERNAL'] : ['', '-INGRESS'];
  const chains = table === 'filter' || table === 'nat' ? own.map((chain) => `:DOCKER${chain} - [0:0]`) : [];
  return [`*${table}`, ...chains, ...rules.map(([rule]) => `-A ${rule}`), 'COMMIT', ''].join('\n');
});

describe('what a rule of Docker is', () => {
  const ruleset = rulesetOf(dump.join(''));
  const bound = ruleset.tables.flatMap(({ chains }) => [...chains.values()].flatMap(({ rules }) => rules));
  const told = new Map(bound.map((rule) => [`${rule.table} ${rule.text}`, describeRule(ruleset, rule)]));
  const cases = Object.entries(rows).flatMap(([table, rules]) =>
    rules.map(([rule, words]) => [table, rule, words] as const),
  );

  test.each(cases)('%s %s', (table, rule, words) => {
    const key = `${table} -A ${rule}`;
    expect(told.has(key)).toBe(true);
    expect(told.get(key)).toBe(words);
  });

  test('the mark of encrypted overlay networks, the sets of bridge networks', () => {
    expect(describeMark(ruleset, 0xd0c4e3).map(({ owner, name }) => `${owner} ${name}`)).toEqual([
      'Docker encrypt',
    ]);
    expect(describeSet('docker-ext-bridges-v4')).toBe("subnets of Docker's bridge networks");
    expect(describeSet('docker-ext-bridges')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { snapshotText, type NodeText } from '../fixtures/pathNodes.js';
import { run, type Outcome } from './run.js';

/** Two workers with a pod each, and a service of three endpoints of which one is nowhere. */
const a: NodeText = {
  host: 'worker-a',
  rules: `
    *nat
    :PREROUTING ACCEPT [0:0]
    :SERVICE - [0:0]
    -A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j SERVICE
    -A SERVICE -p tcp -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.244.2.7:8080
    -A SERVICE -p tcp -j DNAT --to-destination 10.244.1.6:8080
    COMMIT
    *filter
    :INPUT ACCEPT [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    -A FORWARD -m conntrack --ctstate INVALID -j DROP
    -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    -A FORWARD -i cali1 -p tcp -m tcp --dport 23 -j REJECT
    -A FORWARD -i cali1 -j ACCEPT
    -A FORWARD -i cali2 -d 10.244.2.9/32 -j ACCEPT
    COMMIT`,
  addresses: `
    eth0 10.0.0.11/24
    cali1
    cali2`,
  routes: `
    default via 10.0.0.1 dev eth0
    10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.11
    10.244.1.5 dev cali1 scope link
    10.244.1.6 dev cali2 scope link
    10.244.2.0/26 via 10.0.0.12 dev eth0 proto bird
    10.244.3.0/26 via 10.0.0.13 dev eth0 proto bird`,
};
const b: NodeText = {
  host: 'worker-b',
  rules: `
    *filter
    :INPUT DROP [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
    -A FORWARD -m conntrack --ctstate INVALID -j DROP
    -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    -A FORWARD -o cali3 -p tcp -m tcp --dport 8080 -j ACCEPT
    COMMIT`,
  addresses: `
    eth0 10.0.0.12/24
    cali3`,
  routes: `
    default via 10.0.0.1 dev eth0
    10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.12
    10.244.2.7 dev cali3 scope link
    10.244.1.0/26 via 10.0.0.11 dev eth0 proto bird`,
};

const path = (line: string, nodes: readonly NodeText[] = [a, b]): Promise<Outcome> =>
  run(`path ${nodes.map(({ host }) => `${host}.calitrace`).join(' ')} ${line}`, {
    files: Object.fromEntries(nodes.map((node) => [`${node.host}.calitrace`, snapshotText(node)])),
    columns: 160,
  });

/** What `-q` prints, a line of words each. */
const ends = ({ stdout }: Outcome): readonly string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '));

const arrives = [
  'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
  'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
];

describe('how a path ends', () => {
  it.each<[title: string, line: string, ends: readonly string[]]>([
    ['a pod of another node', '--from 10.244.1.5 --to 10.244.2.7 --dport 8080', arrives],
    ['who is behind an interface', '--from cali1 --to 10.244.2.7 --dport 8080', arrives],
    ['the same of a node', '--from worker-a:cali1 --to 10.244.2.7 --dport 8080', arrives],
    [
      'a rule of the first node',
      '--from 10.244.1.5 --to 10.244.2.7 --dport 23',
      ['REJECTED at worker-a, by filter FORWARD rule 3, line 14 of the dump: icmp-port-unreachable'],
    ],
    [
      'a policy of the second node',
      '--from 10.244.1.5 --to 10.244.2.7 --dport 8081',
      ['DROPPED at worker-b, by the policy of filter FORWARD'],
    ],
    [
      'a pod of the same node',
      '--from 10.244.1.5 --to 10.244.1.6 --dport 80',
      [
        'ARRIVES at 10.244.1.6, behind cali2 of worker-a',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'a service with endpoints on both nodes',
      '--from 10.244.1.5 --to 10.96.0.10 --dport 80',
      [
        'way 1 chance 1/2 ARRIVES at 10.244.2.7, behind cali3 of worker-b',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
        'way 2 chance 1/2 ARRIVES at 10.244.1.6, behind cali2 of worker-a',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'the node itself',
      '--from 10.244.1.5 --to worker-b --dport 22',
      [
        'ARRIVES at worker-b itself, which has 10.0.0.12',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'INPUT of a node',
      '--from 10.244.1.5 --to 10.0.0.12 --dport 80',
      ['DROPPED at worker-b, by the policy of filter INPUT'],
    ],
    [
      'from a node',
      '--from node/worker-a --to 10.244.2.7 --dport 8080',
      [
        'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
        'answer ARRIVES at worker-a itself, which has 10.0.0.11',
      ],
    ],
    [
      'the world outside',
      '--from 10.244.1.5 --to 203.0.113.9 --dport 443',
      [
        'LEAVES the known nodes: worker-a sends it out of eth0 to 10.0.0.1, which is none of them',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'a neighbour that is no node',
      '--from 10.244.1.5 --to 10.0.0.99 --dport 443',
      [
        'LEAVES the known nodes: worker-a sends it out of eth0 to 10.0.0.99, which is none of them',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'a node that is not given',
      '--from 10.244.1.5 --to 10.244.3.9 --dport 80',
      ['NOT KNOWN behind worker-a: next hop 10.0.0.13 is none of the nodes'],
    ],
    [
      'from outside',
      '--from worker-b:203.0.113.9 --to 10.244.2.7 --dport 8080',
      [
        'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
        'answer LEAVES the known nodes: worker-b sends it out of eth0 to 10.0.0.1, which is none of them',
      ],
    ],
  ])('%s', async (_title, line, expected) => {
    const outcome = await path(`${line} -q`);
    expect(outcome.stderr).toBe('');
    expect(ends(outcome)).toEqual(expected);
  });
});

import {
  address,
  assume,
  back,
  conntrack,
  packetOf,
  policy,
  rule,
  rulesetOf,
  ruleStep,
  table,
  traceOf,
} from '../build.js';
import type { Sample } from './sample.js';

/** The trace that docs/json.md shows. */
const jump = rule('filter', 1, 6, '-A INPUT -p tcp -j web');
const mark = rule('filter', 1, 8, '-A web -j MARK --set-xmark 0x4000/0x4000', [
  { kind: 'mark', value: 0x4000, mask: 0x4000 },
]);
const allow = rule('filter', 2, 9, '-A web -s 198.51.100.0/24 -j ACCEPT');
const known = rule('filter', 2, 7, '-A INPUT -m set --match-set office src -j ACCEPT');
const packet = packetOf({ source: address('192.0.2.7'), destination: address('203.0.113.1') });
const member = (answer: string) =>
  assume('set:office:192.0.2.7', 'is 192.0.2.7 in set office', answer, { settle: '--ipset FILE' });
const steps = [
  ruleStep(jump, 0, 'JUMP'),
  ruleStep(mark, 1, 'CONTINUE', { changes: { mark: { from: 0, to: 0x4000 } } }),
  {
    ...back('web', 1, 'end', { chain: 'INPUT', rule: 2 }),
    misses: [
      {
        rule: allow,
        match: 'rule',
        failed: { kind: 'in', field: 'source', set: [[address('198.51.100.0'), address('198.51.100.255')]] },
        actual: 'source is 192.0.2.7',
        assumptions: [],
      },
    ],
  },
] as const;

const arrival = [
  conntrack(packet),
  {
    kind: 'routing',
    hook: 'PREROUTING',
    decision: 'input',
    outInterface: '',
    text: '203.0.113.1 is an address of this node: INPUT',
    changes: {},
    assumptions: [],
  },
] as const;

export const jsonExample: Sample = {
  ruleset: rulesetOf([jump, mark, allow, known]),
  trace: traceOf(
    packet,
    [
      {
        disposition: { kind: 'delivered', by: { kind: 'rule', rule: known } },
        chance: undefined,
        assumptions: [member('yes')],
        packet: { ...packet, mark: 0x4000 },
        dependsOn: [
          { field: 'protocol', text: 'tcp' },
          { field: 'source', text: '192.0.2.7' },
        ],
        hops: [
          ...arrival,
          table(
            'INPUT',
            'filter',
            packet,
            ...steps,
            ruleStep(known, 0, 'ACCEPT', { assumptions: [member('yes')] }),
          ),
        ],
      },
      {
        disposition: { kind: 'dropped', by: { kind: 'policy', table: 'filter', chain: 'INPUT' } },
        chance: undefined,
        assumptions: [member('no')],
        packet: { ...packet, mark: 0x4000 },
        dependsOn: [
          { field: 'protocol', text: 'tcp' },
          { field: 'source', text: '192.0.2.7' },
        ],
        hops: [
          ...arrival,
          table('INPUT', 'filter', packet, ...steps, {
            ...policy('INPUT', 'DROP'),
            misses: [
              {
                rule: known,
                match: 'set',
                failed: {
                  kind: 'member',
                  member: { set: 'office', sides: ['src'], returnNomatch: false, updateCounters: false },
                },
                actual: 'source is 192.0.2.7',
                assumptions: [member('no')],
              },
            ],
          }),
        ],
      },
    ],
    {
      assumed: ['sourcePort', 'ctState'],
      premises: [{ text: 'tables not in the dump are empty: raw, mangle, nat' }],
    },
  ),
};

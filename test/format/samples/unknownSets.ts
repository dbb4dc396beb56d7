import type { Path } from '../../../src/trace/trace.js';
import {
  assume,
  conntrack,
  packetOf,
  policy,
  routing,
  rule,
  rulesetOf,
  ruleStep,
  table,
  traceOf,
} from '../build.js';
import type { Sample } from './sample.js';

/** Two questions behind each other: a set without members, then whether the address is the node's own. Cut at a limit. */
const allow = rule(
  'filter',
  4,
  12,
  '-A FORWARD -m set --match-set cali40s:wUHhoiAYhphO9MsoNfyoPZ1 src -j ACCEPT',
);
const deny = rule(
  'filter',
  6,
  14,
  '-A FORWARD -m limit --limit 5/sec -j REJECT --reject-with icmp-port-unreachable',
);
const input = rule('filter', 1, 4, '-A INPUT -i eth0 -j ACCEPT');

const packet = packetOf();
const routed = packetOf({ outInterface: 'cali1' });
const own = (answer: string) =>
  assume('local:10.244.1.2', 'is 10.244.1.2 an address of this node', answer, {
    because: 'no addresses given',
    settle: '--addrs FILE',
  });
const member = (answer: string) =>
  assume(
    'set:cali40s:wUHhoiAYhphO9MsoNfyoPZ1:10.244.2.9',
    'is 10.244.2.9 in set cali40s:wUHhoiAYhphO9MsoNfyoPZ1',
    answer,
  );
const limit = assume('limit:filter/FORWARD:6', 'is the packet within 5/sec', 'yes', {
  because: "the bucket's fill is kernel state",
  settle: "--assume 'limit:filter/FORWARD:6=no'",
});
const start = [conntrack(packet), table('PREROUTING', 'mangle', packet, policy('PREROUTING'))] as const;
const depends = [{ field: 'source', text: '10.244.2.9' } as const];

const delivered: Path = {
  disposition: { kind: 'delivered', by: { kind: 'rule', rule: input } },
  chance: undefined,
  assumptions: [own('yes')],
  packet,
  dependsOn: [],
  hops: [
    ...start,
    routing('input', '', 'an address of this node: INPUT', { assumptions: [own('yes')] }),
    table('INPUT', 'filter', packet, ruleStep(input, 0, 'ACCEPT')),
  ],
};
const forwardHop = routing('forward', 'cali1', 'no address of this node: FORWARD', {
  assumptions: [own('no')],
});
const passed: Path = {
  disposition: { kind: 'forwarded', by: { kind: 'rule', rule: allow } },
  chance: undefined,
  assumptions: [own('no'), member('yes')],
  packet: routed,
  dependsOn: depends,
  hops: [
    ...start,
    forwardHop,
    table('FORWARD', 'filter', routed, ruleStep(allow, 0, 'ACCEPT', { assumptions: [member('yes')] })),
  ],
};
const rejected: Path = {
  disposition: { kind: 'rejected', by: { kind: 'rule', rule: deny, reason: 'icmp-port-unreachable' } },
  chance: undefined,
  assumptions: [own('no'), member('no'), limit],
  packet: routed,
  dependsOn: depends,
  hops: [
    ...start,
    forwardHop,
    table(
      'FORWARD',
      'filter',
      routed,
      ruleStep(deny, 0, 'REJECT', {
        assumptions: [limit],
        notes: ['icmp-port-unreachable'],
        misses: [
          {
            rule: allow,
            match: 'set',
            failed: {
              kind: 'member',
              member: {
                set: 'cali40s:wUHhoiAYhphO9MsoNfyoPZ1',
                sides: ['src'],
                returnNomatch: false,
                updateCounters: false,
              },
            },
            actual: 'source is 10.244.2.9',
            assumptions: [member('no')],
          },
        ],
      }),
    ),
  ],
};

export const unknownSets: Sample = {
  ruleset: rulesetOf([allow, deny, input]),
  trace: traceOf(packet, [delivered, passed, rejected], { complete: false }),
};

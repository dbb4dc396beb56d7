import {
  back,
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

/** A packet from another node, dropped by a deny that stands before the allow. */
const raw1 = rule(
  'raw',
  1,
  20,
  '-A PREROUTING -m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING',
);
const clear = rule(
  'raw',
  1,
  22,
  '-A cali-PREROUTING -m comment --comment "cali:XFX5xbM8B9qR10JG" -j MARK --set-xmark 0x0/0x7000000',
  [{ kind: 'mark', value: 0, mask: 0x7000000 }],
);
const hostEndpoints = rule(
  'raw',
  4,
  25,
  '-A cali-PREROUTING -m comment --comment "cali:oNq7Uv0yD7sQ2kIc" -m mark --mark 0x0/0x4000000 -j cali-from-host-endpoint',
);
const fromCali = rule('raw', 2, 23, '-A cali-PREROUTING -i cali+ -j MARK --set-xmark 0x4000000/0x4000000');
const forward1 = rule(
  'filter',
  1,
  40,
  '-A FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD',
);
const toWorkload = rule('filter', 5, 46, '-A cali-FORWARD -o cali+ -j cali-to-wl-dispatch');
const dispatch = rule('filter', 1, 49, '-A cali-to-wl-dispatch -o cali0ef24b1 -g cali-tw-cali0ef24b1');
const established = rule(
  'filter',
  1,
  51,
  '-A cali-tw-cali0ef24b1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
);
const clearAccept = rule('filter', 2, 52, '-A cali-tw-cali0ef24b1 -j MARK --set-xmark 0x0/0x1000000', [
  { kind: 'mark', value: 0, mask: 0x1000000 },
]);
const setPass = rule('filter', 3, 53, '-A cali-tw-cali0ef24b1 -j MARK --set-xmark 0x2000000/0x2000000');
const policies = rule(
  'filter',
  4,
  54,
  '-A cali-tw-cali0ef24b1 -m comment --comment "cali:aaaaaaaaaaaaaaaa" -j cali-pi-namespace-default',
);
const udpOnly = rule('filter', 1, 56, '-A cali-pi-namespace-default -p udp -j RETURN');
const deny = rule(
  'filter',
  2,
  57,
  '-A cali-pi-namespace-default -m comment --comment "cali:K4jTheFcVvdYaw0q" -j DROP',
);

const arrived = packetOf();
const routed = packetOf({ outInterface: 'cali0ef24b1', ttl: 63 });
const unread = { misses: [] };

export const calicoDrop: Sample = {
  ruleset: rulesetOf([
    raw1,
    clear,
    fromCali,
    hostEndpoints,
    forward1,
    toWorkload,
    dispatch,
    clearAccept,
    deny,
  ]),
  trace: traceOf(
    arrived,
    [
      {
        disposition: { kind: 'dropped', by: { kind: 'rule', rule: deny } },
        chance: 1,
        assumptions: [],
        packet: { ...routed, mark: 0x2000000 },
        dependsOn: [
          { field: 'inInterface', text: 'not cali+' },
          { field: 'destination', text: 'destination 10.244.1.2' },
          { field: 'protocol', text: 'not udp' },
        ],
        hops: [
          table(
            'PREROUTING',
            'raw',
            arrived,
            ruleStep(raw1, 0, 'JUMP'),
            ruleStep(clear, 1, 'CONTINUE'),
            ruleStep(hostEndpoints, 1, 'JUMP', {
              misses: [
                {
                  rule: fromCali,
                  match: 'rule',
                  failed: { kind: 'interface', side: 'in', name: 'cali', wildcard: true },
                  actual: 'in interface is eth0',
                  assumptions: [],
                },
              ],
            }),
            back('cali-from-host-endpoint', 2, 'empty', { chain: 'cali-PREROUTING', rule: 5 }),
            back('cali-PREROUTING', 1, 'end', { chain: 'PREROUTING', rule: 2 }),
            policy('PREROUTING'),
          ),
          conntrack(arrived),
          table('PREROUTING', 'mangle', arrived, policy('PREROUTING')),
          table('PREROUTING', 'nat', arrived, policy('PREROUTING')),
          routing('forward', 'cali0ef24b1', '10.244.1.2 is behind cali0ef24b1: FORWARD'),
          table(
            'FORWARD',
            'filter',
            routed,
            ruleStep(forward1, 0, 'JUMP'),
            ruleStep(toWorkload, 1, 'JUMP', unread),
            ruleStep(dispatch, 2, 'GOTO', { returnsTo: { chain: 'cali-FORWARD', rule: 6 } }),
            ruleStep(clearAccept, 2, 'CONTINUE', {
              misses: [
                {
                  rule: established,
                  match: 'conntrack',
                  failed: { kind: 'one-of', field: 'ctState', values: ['RELATED', 'ESTABLISHED'] },
                  actual: 'ctstate is NEW',
                  assumptions: [],
                },
              ],
            }),
            ruleStep(setPass, 2, 'CONTINUE', { changes: { mark: { from: 0, to: 0x2000000 } } }),
            ruleStep(policies, 2, 'JUMP'),
            ruleStep(deny, 3, 'DROP', {
              misses: [
                {
                  rule: udpOnly,
                  match: 'rule',
                  failed: { kind: 'in', field: 'protocol', set: [[17, 17]] },
                  actual: 'protocol is tcp',
                  assumptions: [],
                },
              ],
            }),
          ),
        ],
      },
    ],
    {
      assumed: ['sourcePort', 'ctState', 'ttl'],
      premises: [{ text: 'tables not in the dump are empty: security' }, { text: 'forwarding is on' }],
    },
  ),
};

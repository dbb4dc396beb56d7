import {
  address,
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

/** A published port, reached from outside: DNAT on the way in, SNAT and a saved connmark on the way out; IPv6. */
const to = rule(
  'nat',
  1,
  5,
  '-A PREROUTING -d 2001:db8::1/128 -p tcp -m tcp --dport 443 -j DNAT --to-destination [fd00::7]:8443',
);
const mark = rule('mangle', 1, 9, '-A FORWARD -j MARK --set-xmark 0x40000/0x50000', [
  { kind: 'mark', value: 0x40000, mask: 0x50000 },
]);
const save = rule(
  'mangle',
  2,
  10,
  '-A FORWARD -j CONNMARK --save-mark --nfmask 0xffff0000 --ctmask 0xffff0000',
);
const log = rule('filter', 1, 14, '-A FORWARD -m limit --limit 5/min -j LOG --log-prefix "seen: "');
const counted = rule('filter', 2, 15, '-A FORWARD -m comment --comment "count web traffic"');
const from = rule('nat', 1, 20, '-A POSTROUTING -o br0 -j MASQUERADE');

const outside = packetOf({
  family: 6,
  source: address('2001:db8:ffff::99'),
  destination: address('2001:db8::1'),
  destinationPort: 443,
  mark: 0x10000,
  length: 80,
});
const inside = packetOf({
  ...outside,
  destination: address('fd00::7'),
  destinationPort: 8443,
  outInterface: 'br0',
  ttl: 63,
});
const marked = { ...inside, mark: 0x40000 };

export const nat: Sample = {
  ruleset: rulesetOf([to, mark, save, log, counted, from]),
  trace: traceOf(outside, [
    {
      disposition: { kind: 'forwarded', by: { kind: 'policy', table: 'filter', chain: 'FORWARD' } },
      chance: 1,
      assumptions: [],
      packet: { ...marked, source: address('fd00::1'), sourcePort: 40000 },
      dependsOn: [],
      hops: [
        conntrack(outside),
        table(
          'PREROUTING',
          'nat',
          outside,
          ruleStep(to, 0, 'ACCEPT', {
            changes: {
              destination: { from: '2001:db8::1', to: 'fd00::7' },
              destinationPort: { from: 443, to: 8443 },
            },
          }),
        ),
        routing('forward', 'br0', 'fd00::7 is behind br0: FORWARD'),
        table(
          'FORWARD',
          'mangle',
          inside,
          ruleStep(mark, 0, 'CONTINUE', { changes: { mark: { from: 0x10000, to: 0x40000 } } }),
          ruleStep(save, 0, 'CONTINUE', { changes: { connectionMark: { from: 0, to: 0x40000 } } }),
          policy('FORWARD'),
        ),
        table(
          'FORWARD',
          'filter',
          marked,
          ruleStep(log, 0, 'CONTINUE', { notes: ['writes to the kernel log, with "seen: " before it'] }),
          ruleStep(counted, 0, 'CONTINUE'),
          policy('FORWARD'),
        ),
        table(
          'POSTROUTING',
          'nat',
          marked,
          ruleStep(from, 0, 'ACCEPT', { changes: { source: { from: '2001:db8:ffff::99', to: 'fd00::1' } } }),
        ),
      ],
    },
  ]),
};

import type { Hook } from '../../../src/netfilter/hooks.js';
import type { Disposition } from '../../../src/trace/trace.js';
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

/** Short traces, one for each other way to end. */
const invalid = rule('filter', 1, 5, '-A FORWARD -m conntrack --ctstate INVALID -j DROP');
const queue = rule('mangle', 1, 3, '-A INPUT -j NFQUEUE --queue-num 3');
const reject = rule('filter', 1, 3, '-A OUTPUT -p udp -j REJECT --reject-with icmp-port-unreachable');
const ping = packetOf({ protocol: 1, icmpType: 8, icmpCode: 0 });
const bare = { ...ping };
delete (bare as { sourcePort?: number }).sourcePort;
delete (bare as { destinationPort?: number }).destinationPort;
delete (bare as { tcpFlags?: number }).tcpFlags;
const sent = packetOf({
  inInterface: '',
  outInterface: 'eth0',
  protocol: 17,
  uid: 1000,
  gid: 100,
  source: address('192.0.2.1'),
});

function ends(
  disposition: Disposition,
  hops: Sample['trace']['paths'][number]['hops'],
  packet = packetOf(),
): Sample {
  return {
    ruleset: rulesetOf([invalid, queue, reject]),
    trace: traceOf(packet, [{ disposition, chance: 1, assumptions: [], packet, dependsOn: [], hops }]),
  };
}

const at = (hook: Hook) => table(hook, 'filter', bare, policy(hook));

export const small: Readonly<Record<string, Sample>> = {
  invalid: ends(
    { kind: 'dropped', by: { kind: 'rule', rule: invalid } },
    [
      conntrack(
        packetOf(),
        { entry: false, state: 'INVALID' },
        'INVALID: belongs to no connection (--ctstate)',
      ),
      table(
        'FORWARD',
        'filter',
        packetOf({ mark: 4, tcpFlags: 18, tos: 8, ttl: 3 }),
        ruleStep(invalid, 0, 'DROP'),
      ),
    ],
    packetOf({
      mark: 4,
      tcpFlags: 18,
      tos: 8,
      ttl: 3,
      sourceMac: 0x02000af40102,
      fragment: 'first',
      packetType: 'broadcast',
    }),
  ),
  'delivered-ping': ends(
    { kind: 'delivered', by: { kind: 'policy', table: 'filter', chain: 'INPUT' } },
    [conntrack(bare), routing('input', '', '10.244.1.2 is an address of this node: INPUT'), at('INPUT')],
    bare,
  ),
  'no-route': ends({ kind: 'dropped', by: { kind: 'kernel', reason: 'no route to 10.244.1.2' } }, [
    routing('none', '', 'no route to 10.244.1.2'),
  ]),
  queued: ends({ kind: 'queued', by: { kind: 'rule', rule: queue, reason: 'queue 3' } }, [
    table('INPUT', 'mangle', packetOf(), ruleStep(queue, 0, 'QUEUE', { notes: ['queue 3'] })),
  ]),
  'rejected-output': ends(
    { kind: 'rejected', by: { kind: 'rule', rule: reject, reason: 'icmp-port-unreachable' } },
    [
      conntrack(sent),
      table('OUTPUT', 'filter', sent, ruleStep(reject, 0, 'REJECT', { notes: ['icmp-port-unreachable'] })),
    ],
    sent,
  ),
  'both-backends': ends({ kind: 'dropped', by: { kind: 'policy', table: 'filter', chain: 'FORWARD' } }, [
    { ...table('FORWARD', 'filter', packetOf(), policy('FORWARD')), backend: 'legacy' },
    table('FORWARD', 'filter', packetOf(), policy('FORWARD', 'DROP')),
  ]),
};

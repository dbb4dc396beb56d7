import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { perRuleset } from '../perRuleset.js';
import { fit } from '../phrase.js';
import { rulesOf } from '../ruleShape.js';
import { readPolicyTitle } from './policyNames.js';

const hashComment = /^cali:[A-Za-z0-9_-]{16}$/;

/** Whether a rule bears the hash that Felix puts on each of its rules. */
export function hasFelixHash(rule: BoundRule): boolean {
  return rule.comments.some((comment) => hashComment.test(comment));
}

/** What a rule's comments say beside Felix's hash. */
export function remarks(rule: BoundRule): readonly string[] {
  return rule.comments.filter((comment) => !hashComment.test(comment));
}

type Meaning = readonly [pattern: RegExp, phrase: string | ((...groups: string[]) => string)];

/**
 * The comments Felix writes, old and new, and what they say about the rule. The eBPF ones come first.
 * @see calico felix/rules/static.go, endpoints.go, dispatch.go, policy.go, epmark.go; felix/dataplane/linux/int_dataplane.go
 */
const ebpf: readonly Meaning[] = [
  [
    /^(?:Accept packets from flows pre-approved by BPF|Pre-approved by BPF programs)\.$/,
    'eBPF: already approved',
  ],
  [/^From workload without BPF seen mark$/, 'eBPF: never seen by the programs: drop'],
  [/^To workload has not been approved by BPF program\.$/, 'eBPF: to a workload, not approved: drop'],
  [/^To workload, check workload is known\.$/, 'eBPF: is the workload known?'],
  [/^To workload, mark has already been verified\.$/, 'eBPF: mark already checked'],
  [/^To workload, drop IPv6\.$/, 'eBPF: IPv6 to a workload: drop'],
  [/^Accept packets from flows that pre-date BPF\.$/, 'eBPF: connection older than the programs'],
  [/^Mark pre-established (?:host )?flows\.$/, 'eBPF: mark connections older than the programs'],
  [/^REJECT\/rst packets from unknown TCP flows\.$/, 'eBPF: unknown TCP connection: reset'],
  [/^(?:DROP|Drop|Reject) packets from unknown non-TCP flows\.$/, 'eBPF: unknown flow: drop'],
  [/^Drop packets from unknown flows\.$/, 'eBPF: unknown flow: drop'],
  [/^Mark connections with ExtToServiceConnmark$/, 'eBPF: connmark for traffic from outside to a service'],
  [/^BPF loopback SNAT$/, 'eBPF: workload that calls itself by a service: SNAT'],
  [/^Jump to target for packets with Bypass mark$/, 'eBPF: bypass mark: no connection tracking'],
  [/^Mark traffic towards the host - it is TRACKed$/, 'eBPF: to this host, connection tracking stays'],
  [/^Check if forwarded traffic needs to be TRACKed$/, 'eBPF: does forwarded traffic need tracking?'],
  [/^MarkSeen\S* Mark$/, 'eBPF: marked by the programs, keep tracking'],
  // Written in three comments, of which the last says what is meant.
  [/^(?:From bpfout\.cali| ) ?device, mark verified, accept\.$/, 'eBPF: out of the programs, mark verified'],
  [/^link-local$/, 'eBPF: keep tracking what is link-local'],
  [/^Track interface (\S+)$/, (name) => `eBPF: keep tracking on ${name}`],
];

const iptables: readonly Meaning[] = [
  [/^Start of policies$/, 'policies begin: clear the pass bit'],
  [/^Start of tier (.+)$/, (tier) => `tier ${tier} begins: clear the pass bit`],
  [/^Return if policy accepted$/, 'policy accepted: leave'],
  [/^Return if profile accepted$/, 'profile accepted: leave'],
  [/^Return on verdict$/, 'a policy of the group decided: leave'],
  [/^(?:Drop|Reject) if no policies passed packet$/, 'no policy accepted: default deny'],
  [
    /^End of tier (.+)\. (?:Drop|Reject) if no policies passed packet$/,
    (tier) => `end of tier ${tier}, none accepted: default deny`,
  ],
  [/^(?:Drop|Reject) if no profiles matched$/, 'no profile accepted: default deny'],
  [/^Unknown interface$/, 'no endpoint known on this interface'],
  [/^Unknown endpoint$/, 'no endpoint known on this interface'],
  [/^Non-Cali endpoint mark$/, 'sender is no endpoint: mark as such'],
  [/^To kubernetes NodePort service$/, 'to a NodePort: in truth forwarded'],
  [/^To kubernetes service$/, 'not to an own address: in truth forwarded'],
  [/^Endpoint admin disabled$/, 'endpoint switched off'],
  [/^Configured DefaultEndpointToHostAction$/, 'workload to host: the configured default'],
  [/^Host endpoint policy accepted packet\.$/, "this host's policy accepted it"],
  [/^Policy explicitly accepted packet\.$/, 'policy accepted it'],
  [/^Allow forwarded traffic by default$/, 'no policy for forwarded traffic: allow'],
  [/^Return for accepted forward traffic$/, 'forwarded traffic allowed: leave'],
  [
    /^Skip egress WHEP policy for traffic to local workload$/,
    'to a local workload: host policy does not apply',
  ],
  [/^(?:Drop|Reject) IPIP packets from non-Calico hosts$/, 'IPIP from a host that is no Calico node: deny'],
  [/^Allow IPIP packets from Calico hosts$/, 'IPIP tunnel from another Calico node'],
  [/^Allow IPIP packets to other Calico hosts$/, 'IPIP tunnel to another Calico node'],
  [
    /^Allow (?:IPv[46] )?VXLAN packets from (?:other )?(?:whitelisted|allowed) hosts$/,
    'VXLAN tunnel from another Calico node',
  ],
  [
    /^Allow (?:IPv[46] )?VXLAN packets to (?:other )?(?:whitelisted|allowed) hosts$/,
    'VXLAN tunnel to another Calico node',
  ],
  [
    /^(?:Drop|Reject) (?:IPv[46] )?VXLAN packets from non-(?:whitelisted|allowed) hosts$/,
    'VXLAN from a host that is no Calico node: deny',
  ],
  [/^Allow incoming IPv[46] Wireguard packets$/, 'WireGuard tunnel, arriving'],
  [/^Allow outgoing IPv[46] Wireguard packets$/, 'WireGuard tunnel, leaving'],
  [
    /^(?:Drop|Reject) VXLAN encapped packets originating in (?:pods|workloads)$/,
    'workload sends VXLAN itself: deny',
  ],
  [
    /^(?:Drop|Reject) IPinIP encapped packets originating in (?:pods|workloads)$/,
    'workload sends IP in IP itself: deny',
  ],
  [/^Clear .*\b(ingress|egress) packet rate limit/, (way) => `${way} packet rate: clear the mark`],
  [/^Mark .*\b(ingress|egress) packet rate limit/, (way) => `${way} packet rate: within the limit`],
  [/^Drop .*\b(ingress|egress) packet rate limit/, (way) => `${way} packet rate: over the limit, drop`],
  [
    /^Reject connections over (ingress|egress) connection limit/,
    (way) => `too many ${way} connections: reset`,
  ],
  [/^set dscp for traffic leaving cluster\.?$/i, 'leaves the cluster: set DSCP'],
];

/** What a comment of Felix says about its rule; undefined for the titles of policies and for words of others. */
export function explainRemark(comment: string): string | undefined {
  for (const [pattern, meaning] of [...ebpf, ...iptables]) {
    const found = pattern.exec(comment);
    if (found !== null) return fit(typeof meaning === 'string' ? meaning : meaning(...found.slice(1)));
  }
  return undefined;
}

/** What is annotated on a policy's rule, `KEY=VALUE` (Felix v3.12 and later); undefined where it is no annotation. */
export function annotation(comment: string): string | undefined {
  return readPolicyTitle(comment) === undefined && /^[A-Za-z0-9_./-]+=.*$/.test(comment)
    ? fit(comment)
    : undefined;
}

/** Whether a comment is one that only the eBPF dataplane writes. */
export function isEbpfRemark(comment: string): boolean {
  return ebpf.some(([pattern]) => pattern.test(comment));
}

interface Dataplane {
  readonly ebpf: boolean;
}

const hooked = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].flatMap((hook) => [
  hook,
  `cali-${hook}`,
]);

const dataplane = perRuleset((ruleset): Dataplane => {
  const rules = hooked.flatMap((name) => rulesOf(ruleset, name));
  return { ebpf: rules.some((rule) => hasFelixHash(rule) && remarks(rule).some(isEbpfRemark)) };
});

/** Whether Calico's eBPF programs decide on this node; its iptables rules then only look at marks. */
export function isEbpf(ruleset: Ruleset): boolean {
  return dataplane(ruleset).ebpf;
}

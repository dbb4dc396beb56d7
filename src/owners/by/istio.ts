import type { BoundRule } from '../../ruleset/ruleset.js';
import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';
import { bitTest, effectsOf, hasMatch, setTests, verdictOf } from '../ruleShape.js';

const name = 'Istio';

/** @see istio cni/pkg/config/config.go, tools/istio-iptables/pkg/constants */
const inbound = 'inbound traffic: to the proxy';
const ports: ReadonlyMap<number, string> = new Map([
  [15001, 'outbound traffic: to the proxy'],
  [15006, inbound],
  [15008, 'HBONE: to the proxy'],
  [15053, "DNS: to the proxy's resolver"],
]);

function describeRule(rule: BoundRule): string | undefined {
  if (!rule.chain.startsWith('ISTIO_')) return undefined;
  if (rule.chain === 'ISTIO_POSTRT' && setTests(rule).length > 0) {
    return "the kubelet's probe of a pod: an address that is let in";
  }
  for (const effect of effectsOf(rule)) {
    switch (effect.kind) {
      case 'nat':
        if (effect.to.kind !== 'redirect') return undefined;
        return rule.chain === 'ISTIO_IN_REDIRECT' ? inbound : ports.get(effect.to.ports?.[0] ?? 0);
      case 'connmark-set':
        return 'from the proxy: mark its connection';
      case 'connmark-restore':
        return "packets get their connection's mark";
      default:
    }
  }
  const verdict = verdictOf(rule);
  if (verdict !== 'RETURN' && verdict !== 'ACCEPT') return undefined;
  if (hasMatch(rule, 'owner')) return 'of this user or group: not to the proxy';
  return bitTest(rule)?.negated === false ? 'from the proxy: not to it again' : undefined;
}

/** Istio's redirection, in the pod's own namespace (ISTIO_POSTRT on the node). @see istio tools/istio-iptables, cni/pkg/iptables */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^ISTIO_(?:INBOUND|OUTPUT|OUTPUT_DNS|PRERT)$/, "DNS: conntrack zones for the sidecar's queries", 'raw'],
    [/^ISTIO_OUTPUT$/, 'ambient mesh: marks of proxied connections', 'mangle'],
    [/^ISTIO_INBOUND$/, 'traffic to the pod: to the sidecar'],
    [/^ISTIO_IN_REDIRECT$/, 'redirect to the sidecar, inbound'],
    [/^ISTIO_OUTPUT$/, 'traffic from the pod: to the sidecar'],
    [/^ISTIO_OUTPUT_DNS$/, "DNS from the pod: to the sidecar's resolver"],
    [/^ISTIO_REDIRECT$/, 'redirect to the sidecar, outbound'],
    [/^ISTIO_TPROXY$/, 'transparent proxying to the sidecar'],
    [/^ISTIO_DIVERT$/, 'traffic of sockets the sidecar already has'],
    [/^ISTIO_DROP$/, 'drop'],
    [/^ISTIO_PRERT$/, 'ambient mesh: arriving traffic'],
    [/^ISTIO_POSTRT$/, 'ambient mesh: leaving traffic'],
  ]),
  describeRule,
  describeSet: (set) =>
    /^istio-inpod-probes(?:-v[46])?$/.test(set) ? 'pods of the mesh on this node: for probes' : undefined,
  markBits: knownMarks(name, { begin: ['ISTIO_'] }, [
    [0x539, 0xffffffff, 'proxied', 'to or from the sidecar'],
    [0x539, 0xfff, 'proxied', 'to or from the sidecar'],
    [0x53a, 0xffffffff, 'outbound', 'leaving, marked for the sidecar'],
    [0x111, 0xfff, 'inpod', 'connection of the ambient proxy'],
  ]),
});

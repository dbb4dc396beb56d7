import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Istio';

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
  markBits: knownMarks(name, { begin: ['ISTIO_'] }, [
    [0x539, 0xffffffff, 'proxied', 'to or from the sidecar'],
    [0x539, 0xfff, 'proxied', 'to or from the sidecar'],
    [0x53a, 0xffffffff, 'outbound', 'leaving, marked for the sidecar'],
    [0x111, 0xfff, 'inpod', 'connection of the ambient proxy'],
  ]),
});

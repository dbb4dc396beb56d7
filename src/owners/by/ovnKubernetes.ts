import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'ovn-kubernetes';

/** ovn-kubernetes. @see ovn-org/ovn-kubernetes go-controller/pkg/node */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^OVN-KUBE-NODEPORT$/, 'node ports of services'],
    [/^OVN-KUBE-EXTERNALIP$/, 'external IPs of services'],
    [/^OVN-KUBE-ETP$/, 'services with externalTrafficPolicy Local'],
    [/^OVN-KUBE-ITP$/, 'services with internalTrafficPolicy Local'],
    [/^OVN-KUBE-SNAT-MGMTPORT$/, 'source NAT towards the management port'],
    [/^OVN-KUBE-EGRESS-(.+)$/, 'source NAT of egress services and IPs'],
    [/^OVN-KUBE-.*$/, 'service and egress helper'],
  ]),
  markBits: knownMarks(name, { begin: ['OVN-KUBE-'] }, [
    [0x1745ec, 0x1745ec, 'itp-local', 'to a service that stays on this node'],
  ]),
});

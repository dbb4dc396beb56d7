import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'openshift-sdn';

/** OpenShift SDN. @see openshift/sdn pkg/network/node/iptables.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^OPENSHIFT-FIREWALL-ALLOW$/, 'tunnels and pods to this host'],
    [/^OPENSHIFT-FIREWALL-FORWARD$/, 'pod traffic through this host'],
    [/^OPENSHIFT-ADMIN-OUTPUT-RULES$/, "the administrator's own rules for pods that leave"],
    [/^OPENSHIFT-BLOCK-OUTPUT$/, 'block what pods may not reach'],
    [/^OPENSHIFT-MASQUERADE(?:-2)?$/, 'masquerade pod traffic that leaves the cluster'],
    [/^OPENSHIFT-NOTRACK$/, 'no connection tracking for tunnels'],
  ]),
  markBits: knownMarks(name, { begin: ['OPENSHIFT-'] }, [
    [0x1, 0x1, 'masquerade', 'leaves the cluster, to be masqueraded'],
  ]),
});

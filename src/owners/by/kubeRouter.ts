import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'kube-router';

/** kube-router, whose network policy also runs inside k3s. @see cloudnativelabs/kube-router pkg/controllers/netpol */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^KUBE-ROUTER-INPUT$/, 'policy for traffic to this host'],
    [/^KUBE-ROUTER-FORWARD$/, 'policy for routed traffic'],
    [/^KUBE-ROUTER-OUTPUT$/, 'policy for traffic from this host'],
    [/^KUBE-ROUTER-SERVICES$/, 'traffic to service addresses'],
    [/^KUBE-ROUTER-HAIRPIN$/, 'pods that call themselves by a service'],
    [/^KUBE-POD-FW-[A-Z2-7]{16}$/, 'policies of one pod'],
    [/^KUBE-NWPLCY-DEFAULT$/, 'pods without a policy: allow'],
    [/^KUBE-NWPLCY-COMMON$/, 'always allowed: known connections, ICMP'],
    [/^KUBE-NWPLCY-TAIL$/, 'after all policies'],
    [/^KUBE-NWPLCY-[A-Z2-7]{16}$/, 'one network policy (hashed name)'],
  ]),
  describeRule: fromComments(/^((?:rule|default rule|run through|allow|drop|set mark).+)$/i),
  markBits: knownMarks(name, { begin: ['KUBE-ROUTER', 'KUBE-POD-FW', 'KUBE-NWPLCY'] }, [
    [0x10000, 0x10000, 'policy-matched', 'a network policy allows it'],
    [0x20000, 0x20000, 'pod-passed', "a pod's policies let it through"],
  ]),
  describeSet: (set) =>
    /^KUBE-(?:SRC|DST)-/.test(set) ? "pods or blocks of a network policy's rule" : undefined,
});

import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Antrea';

/** Antrea. @see antrea pkg/agent/route/route_linux.go, pkg/agent/types/marks.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^ANTREA-FORWARD$/, 'traffic through the pod gateway'],
    [/^ANTREA-PREROUTING$/, 'untracked tunnels, node ports', 'raw'],
    [/^ANTREA-PREROUTING$/, 'marks of Egress replies', 'mangle'],
    [/^ANTREA-PREROUTING$/, 'node ports of services'],
    [/^ANTREA-POSTROUTING$/, 'masquerade pod traffic', 'nat'],
    [/^ANTREA-POSTROUTING$/, 'leaving traffic'],
    [/^ANTREA-INPUT$/, "tunnels and the agent's own ports, arriving"],
    [/^ANTREA-OUTPUT$/, "tunnels and the agent's own ports, leaving", 'filter'],
    [/^ANTREA-OUTPUT$/, 'traffic from this host'],
    [/^ANTREA-MANGLE$/, 'marks'],
    [/^ANTREA-NODE-PORT-LOCAL$/, 'NodePortLocal: node port to one pod'],
    [/^ANTREA-POL-PRE-INGRESS-RULES$/, 'node policy, ingress: before the rules'],
    [/^ANTREA-POL-PRE-EGRESS-RULES$/, 'node policy, egress: before the rules'],
    [/^ANTREA-POL-INGRESS-RULES$/, 'node policy, ingress'],
    [/^ANTREA-POL-EGRESS-RULES$/, 'node policy, egress'],
    [/^ANTREA-POL-(.+)$/, (id) => `node policy rule ${id}`],
  ]),
  describeRule: fromComments(/^Antrea: (.+)$/),
  markBits: knownMarks(name, { begin: ['ANTREA-'] }, [
    [0x80000000, 0x80000000, 'local', 'sent by this host to the pod gateway'],
    [0x40000000, 0x40000000, 'egress', 'reply to a pod on another node that left through an Egress here'],
  ]),
});

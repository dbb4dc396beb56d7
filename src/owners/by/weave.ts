import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Weave Net';

/** Weave Net and its network policy controller. @see weaveworks/weave net/, npc/ */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^WEAVE$/, 'masquerade of containers'],
    [/^WEAVE-EXPOSE$/, 'traffic from and to the Weave network'],
    [/^WEAVE-CANARY$/, 'empty: shows Weave that nobody flushed the tables'],
    [/^WEAVE-NPC$/, 'network policy, ingress'],
    [/^WEAVE-NPC-DEFAULT$/, 'network policy: pods that no policy selects'],
    [/^WEAVE-NPC-INGRESS$/, 'network policy, ingress: allow rules'],
    [/^WEAVE-NPC-EGRESS$/, 'network policy, egress'],
    [/^WEAVE-NPC-EGRESS-DEFAULT$/, 'network policy, egress: pods that no policy selects'],
    [/^WEAVE-NPC-EGRESS-CUSTOM$/, 'network policy, egress: allow rules'],
    [/^WEAVE-NPC-EGRESS-ACCEPT$/, 'network policy, egress: mark as allowed'],
    [
      /^WEAVE-IPSEC-(IN|OUT)(?:-MARK)?$/,
      (way) => `encrypted tunnels, ${way === 'IN' ? 'arriving' : 'leaving'}`,
    ],
    [/^WEAVE-NPC.*$/, 'network policy'],
  ]),
  describeRule: fromComments(/^(DefaultAllow .+|pods: .+)$/),
  markBits: knownMarks(name, { begin: ['WEAVE'] }, [
    [0x40000, 0x40000, 'egress-allowed', 'an egress policy allows it'],
    [0x20000, 0x20000, 'encrypt', 'to be encrypted'],
  ]),
  describeSet: (set) => (set.startsWith('weave-') ? 'pods of a network policy (Weave)' : undefined),
});

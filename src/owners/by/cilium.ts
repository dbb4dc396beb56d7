import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';
import { chainsBeginning } from '../ruleShape.js';

const name = 'Cilium';
/** Cilium keeps a kind of the packet in these bits. @see cilium bpf/lib/common.h MARK_MAGIC, pkg/datapath/linux/linux_defaults/mark.go */
const magic = 0xf00;

/** Cilium; OLD_ chains stand only while the agent exchanges its rules. @see cilium pkg/datapath/iptables */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^OLD_CILIUM_.*$/, 'being replaced by the chain of the same name'],
    [/^CILIUM_INPUT$/, 'traffic to this host and to its proxy'],
    [/^CILIUM_OUTPUT$/, 'traffic from this host and from its proxy'],
    [/^CILIUM_FORWARD$/, 'traffic of endpoints'],
    [/^CILIUM_PRE_(?:mangle|nat|raw)$/, 'arriving traffic'],
    [/^CILIUM_POST_(?:mangle|nat)$/, 'masquerade of endpoints'],
    [/^CILIUM_OUTPUT_(?:nat|raw)$/, 'traffic from this host'],
    [/^CILIUM_.*$/, 'datapath helper'],
  ]),
  // The feeders' comments repeat the name of the chain.
  describeRule: fromComments(/^cilium: (.+)$/),
  decidesElsewhere: (ruleset) =>
    chainsBeginning(ruleset, ['CILIUM_']).length === 0
      ? undefined
      : "Cilium's eBPF programs, which hold its policies and services, are in no dump: taken to let packets through as they are",
  describeSet: (set) =>
    /^cilium_node_set_v[46]$/.test(set) ? "addresses of the cluster's nodes: not masqueraded" : undefined,
  markBits: knownMarks(name, { begin: ['CILIUM_'] }, [
    [0x200, magic, 'to-proxy', 'on its way to the proxy'],
    [0x300, magic, 'snat-done', 'already translated'],
    [0x400, magic, 'overlay', 'tunnel traffic'],
    [0x500, magic, 'egress-gateway-done', 'already at its egress gateway'],
    [0x800, magic, 'skip-proxy', 'not to the proxy again'],
    [0x900, magic, 'proxy-egress', 'from the egress proxy, with the number of its sender'],
    [0xa00, magic, 'proxy-ingress', 'from the ingress proxy'],
    [0xb00, magic, 'proxy-egress', 'from the egress proxy'],
    [0xc00, magic, 'host', 'from this host'],
    [0xd00, magic, 'decrypt', 'to be decrypted'],
    [0xe00, magic, 'encrypt', 'to be encrypted'],
    [0xf00, magic, 'identity', 'bears the identity of its sender in the upper bits'],
  ]),
});

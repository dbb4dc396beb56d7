import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Azure NPM';

/** Azure's network policy manager. @see Azure/azure-container-networking npm/util/const.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^AZURE-NPM$/, 'network policy: entry'],
    [/^AZURE-NPM-INGRESS-ALLOW-MARK$/, 'network policy: mark what an ingress rule allows'],
    [/^AZURE-NPM-ACCEPT$/, 'network policy: accept and clear marks'],
    [/^AZURE-NPM-INGRESS-(?:PORT|FROM)$/, 'network policy, ingress: allow rules'],
    [/^AZURE-NPM-EGRESS-(?:PORT|TO)$/, 'network policy, egress: allow rules'],
    [/^AZURE-NPM-INGRESS-DROPS$/, 'network policy, ingress: default deny'],
    [/^AZURE-NPM-EGRESS-DROPS$/, 'network policy, egress: default deny'],
    [/^AZURE-NPM-INGRESS-([0-9]+)$/, (id) => `network policy ${id}, ingress`],
    [/^AZURE-NPM-EGRESS-([0-9]+)$/, (id) => `network policy ${id}, egress`],
    [/^AZURE-NPM-INGRESS$/, 'network policy, ingress'],
    [/^AZURE-NPM-EGRESS$/, 'network policy, egress'],
    [/^AZURE-NPM-(?:KUBE-SYSTEM|TARGET-SETS)$/, 'network policy: helper'],
    [/^AZURE-NPM.*$/, 'network policy'],
  ]),
  markBits: knownMarks(name, { begin: ['AZURE-NPM'] }, [
    [0x2000, 0x2000, 'ingress-allowed', 'an ingress rule allows it'],
    [0x1000, 0x1000, 'egress-allowed', 'an egress rule allows it'],
    [0x3000, 0x3000, 'allowed', 'ingress and egress allow it'],
    [0x4000, 0x7000, 'ingress-drop', 'no ingress rule allows it'],
    [0x5000, 0x7000, 'egress-drop', 'no egress rule allows it'],
    [0x200, 0xe00, 'ingress-allowed', 'an ingress rule allows it'],
    [0x400, 0xe00, 'ingress-drop', 'no ingress rule allows it'],
    [0x800, 0xe00, 'egress-drop', 'no egress rule allows it'],
  ]),
  describeSet: (set) =>
    set.startsWith('azure-npm-') ? 'a set of Azure NPM: pods, namespaces or CIDRs' : undefined,
});

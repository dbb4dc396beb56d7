import type { Ruleset } from '../../ruleset/ruleset.js';
import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import type { MarkBit } from '../owner.js';
import { owner } from '../owner.js';
import { bitTest, chainsBeginning } from '../ruleShape.js';
import { phrase } from '../phrase.js';

const name = 'Antrea';

/** Sets of IPv6 end in 6. @see antrea pkg/agent/route/route_linux.go */
const sets: ReadonlyMap<string, string> = new Map([
  ['ANTREA-POD-IP', 'pod networks of all nodes'],
  ['ANTREA-NODEPORT-IP', 'addresses and ports of node ports'],
  ['ANTREA-EXTERNAL-IP', 'external addresses of services'],
  ['CLUSTER-NODE-IP', 'addresses of the other nodes'],
  ['LOCAL-FLEXIBLE-IPAM-POD-IP', "this node's pods with addresses of their own choice"],
]);

function describeSet(set: string): string | undefined {
  const rule = /^ANTREA-POL-(.+)-[46]$/.exec(set)?.[1];
  return rule === undefined
    ? sets.get(set.replace(/6$/, ''))
    : phrase('addresses of node policy rule ', rule);
}

const singleBits = knownMarks(name, { begin: ['ANTREA-'] }, [
  [0x80000000, 0x80000000, 'local', 'sent by this host to the pod gateway'],
  [0x40000000, 0x40000000, 'egress', 'reply to a pod on another node that left through an Egress here'],
]);

const egressMask = 0xff;

/** Which of the addresses of Egresses here a packet leaves by, as a number. */
function egressField(ruleset: Ruleset): readonly MarkBit[] {
  const isUsed = chainsBeginning(ruleset, ['ANTREA-']).some(({ rules }) =>
    rules.some((rule) => bitTest(rule)?.mask === egressMask),
  );
  const meaning = 'number of the Egress address by which it leaves';
  return isUsed ? [{ mask: egressMask, name: 'egress-address', owner: name, meaning }] : [];
}

/** Antrea. @see antrea pkg/agent/route/route_linux.go, pkg/agent/types/net.go */
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
  describeSet,
  describeRule: fromComments(/^Antrea: (.+)$/),
  markBits: (ruleset) => [...singleBits(ruleset), ...egressField(ruleset)],
});

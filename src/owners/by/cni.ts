import type { Ruleset } from '../../ruleset/ruleset.js';
import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import type { ChainStory } from '../owner.js';
import { owner } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import { phrase } from '../phrase.js';
import { rulesOf } from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';

const name = 'CNI plugins';

interface Attachment {
  readonly network: string;
  readonly container: string;
}

const attachments = perRuleset((ruleset): ReadonlyMap<string, Attachment> => {
  const found = new Map<string, Attachment>();
  for (const rule of [
    ...rulesOf(ruleset, 'CNI-HOSTPORT-DNAT', 'nat'),
    ...rulesOf(ruleset, 'POSTROUTING', 'nat'),
  ]) {
    const called = calledChain(rule);
    if (called === undefined) continue;
    for (const comment of rule.comments) {
      const [, network, container] = /name: "([^"]+)" id: "([^"]+)"/.exec(comment) ?? [];
      if (network !== undefined && container !== undefined) found.set(called, { network, container });
    }
  }
  return found;
});

function ofContainer(chain: string, before: string, ruleset: Ruleset): ChainStory {
  const attachment = attachments(ruleset).get(chain);
  if (attachment === undefined) return { owner: name, purpose: `${before}a container` };
  return {
    owner: name,
    purpose: phrase(`${before}a container of network `, attachment.network),
    detail: `network ${attachment.network}, container ${attachment.container}`,
  };
}

const shared = byPattern(name, [
  [/^CNI-SN-[0-9a-f]{21}$/, 'masquerade for host ports of a container (portmap < 0.8)'],
  [/^CNI-HOSTPORT-SNAT$/, 'masquerade for host ports (portmap < 0.8)'],
  [/^CNI-HOSTPORT-DNAT$/, 'host ports: find the container'],
  [/^CNI-HOSTPORT-SETMARK$/, 'host ports: mark for masquerade'],
  [/^CNI-HOSTPORT-MASQ$/, 'host ports: masquerade what was marked'],
  [/^CNI-FORWARD$/, 'traffic of containers'],
  [/^CNI-ADMIN$/, "the administrator's own rules, before all others"],
  [/^CNI-ISOLATION-STAGE-1$/, 'keep bridges apart: from a bridge'],
  [/^CNI-ISOLATION-STAGE-2$/, 'keep bridges apart: to another bridge'],
]);

/** The reference CNI plugins: portmap, firewall, and the masquerade of bridge and ptp. @see containernetworking/plugins */
export default owner({
  name,
  describeChain: (chain, table, ruleset) => {
    if (/^CNI-DN-[0-9a-f]{21}$/.test(chain)) return ofContainer(chain, 'host ports of ', ruleset);
    // @see aws/amazon-vpc-cni-k8s cmd/egress-cni-plugin
    if (/^CNI-E[46]-[0-9a-f]{21}$/.test(chain)) return ofContainer(chain, 'egress by the node for ', ruleset);
    if (/^CNI-[0-9a-f]{24}$/.test(chain)) return ofContainer(chain, 'masquerade for ', ruleset);
    return shared(chain, table, ruleset);
  },
  describeRule: fromComments(/^CNI portfwd (?!requiring )(.+)$/),
  markBits: knownMarks(name, { begin: ['CNI-HOSTPORT-'] }, [
    [0x2000, 0x2000, 'hostport-masquerade', 'came by a host port and is to be masqueraded'],
  ]),
});

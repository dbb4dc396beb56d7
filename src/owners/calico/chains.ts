import type { TableName } from '../../netfilter/hooks.js';
import type { Ruleset } from '../../ruleset/ruleset.js';
import type { ChainStory } from '../owner.js';
import { phrase } from '../phrase.js';
import { rulesOf } from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import type { CalicoChain } from './chainName.js';
import { isAnyInterface, isHashed, readCalicoChain } from './chainName.js';
import { isEbpf } from './comments.js';
import { branchWords, fixedPurpose } from './fixedChains.js';
import { policyIdWords, policyTitle, profileIdWords } from './policyNames.js';

type Telling = Omit<ChainStory, 'owner'>;

/** What a chain of Felix is for; undefined for chains of others. */
export function calicoChainStory(name: string, table: TableName, ruleset: Ruleset): ChainStory | undefined {
  const chain = readCalicoChain(name);
  const telling = chain === undefined ? staleChain(name) : tell(chain, name, table, ruleset);
  return telling === undefined ? undefined : { owner: 'Calico', ...telling };
}

function tell(chain: CalicoChain, name: string, table: TableName, ruleset: Ruleset): Telling {
  switch (chain.kind) {
    case 'policy':
    case 'profile':
      return tellPolicy(chain.kind, chain.id, chain.direction, name, ruleset);
    case 'group':
      return tellGroup(chain.direction, name, ruleset);
    case 'workload': {
      const way = chain.direction === 'ingress' ? ', traffic to it' : ', traffic from it';
      return { purpose: phrase('workload ', chain.interface, way) };
    }
    case 'host':
      return { purpose: hostPurpose(chain.interface, chain.direction, chain.forwarded, table) };
    case 'endpoint-mark':
      return { purpose: phrase('IPVS: endpoint mark of ', chain.interface) };
    case 'arp':
      return { purpose: phrase('ARP of workload ', chain.interface) };
    case 'branch':
      return {
        purpose: phrase(`${branchWords.get(chain.of) ?? 'dispatch'}, branch `, chain.branch),
        detail: `Part of the tree of ${chain.of}: the endpoints whose names go on with "${chain.branch}".`,
      };
    case 'fixed': {
      const purpose = fixedPurpose(name, table) ?? 'a chain of a Calico version not known here';
      return isEbpf(ruleset)
        ? { purpose, detail: 'Calico decides in its eBPF programs here: policy is not in this dump.' }
        : { purpose };
    }
  }
}

function tellPolicy(
  kind: 'policy' | 'profile',
  id: string,
  direction: string,
  chain: string,
  ruleset: Ruleset,
): Telling {
  const title = policyTitle(ruleset, chain);
  if (title === undefined && isHashed(id)) {
    return {
      purpose: phrase(`${kind} `, id, ` (hashed name), ${direction}`),
      detail: `The ${kind}'s name is too long for a chain, so Felix wrote a hash of it: it can be checked, not read back.`,
    };
  }
  const name = title?.name ?? id;
  const purpose = phrase(`${kind} `, name, `, ${direction}`);
  const words =
    title !== undefined && title.kind !== 'Policy' && title.kind !== 'Profile'
      ? `${title.kind} ${name}`
      : kind === 'policy'
        ? policyIdWords(name)
        : profileIdWords(name);
  if (words !== undefined) return { purpose, detail: words };
  return purpose.includes(name) ? { purpose } : { purpose, detail: `${kind} ${name}` };
}

/** A group holds consecutive policies of a tier that select the same endpoints (Felix v3.28 and later). */
function tellGroup(direction: string, chain: string, ruleset: Ruleset): Telling {
  const members = rulesOf(ruleset, chain).flatMap((rule) => {
    const called = calledChain(rule);
    const member = called === undefined ? undefined : readCalicoChain(called);
    return called !== undefined && member?.kind === 'policy'
      ? [policyTitle(ruleset, called)?.name ?? member.id]
      : [];
  });
  const purpose = `group of ${members.length === 0 ? '' : `${String(members.length)} `}policies, ${direction}`;
  return members.length === 0 ? { purpose } : { purpose, detail: members.join(', ') };
}

function hostPurpose(name: string, direction: string, forwarded: boolean, table: TableName): string {
  const which = isAnyInterface(name) ? 'all host interfaces' : name;
  const before = isAnyInterface(name) ? '' : 'host endpoint ';
  if (forwarded) return phrase(before, which, `, forwarded ${direction}`);
  switch (table) {
    case 'raw':
      return phrase(before, which, `, untracked ${direction}`);
    case 'mangle':
      return phrase(before, which, direction === 'ingress' ? ', pre-DNAT ingress' : ', egress after DNAT');
    case 'nat':
    case 'filter':
    case 'security':
      return phrase(before, which, `, ${direction}`);
  }
}

const stalePrefixes: readonly (readonly [RegExp, string])[] = [
  [/^calico-dhcp-/, "Calico's DHCP agent for OpenStack"],
  [/^cali(?:fw|tw|fh|th|pi|po)-/, 'left over from a Calico 2.1 pre-release'],
  [/^felix-p-.*-i$/, 'left over from Calico before 2.1: profile, ingress'],
  [/^felix-p-.*-o$/, 'left over from Calico before 2.1: profile, egress'],
  [/^felix-/, 'left over from Calico before 2.1'],
];

function staleChain(name: string): Telling | undefined {
  const found = stalePrefixes.find(([pattern]) => pattern.test(name));
  if (found === undefined) return undefined;
  const [, purpose] = found;
  return purpose.startsWith('left over')
    ? { purpose, detail: 'A newer Felix removes it when it starts; an old one that still runs uses it.' }
    : { purpose };
}

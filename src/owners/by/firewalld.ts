import { calledChain } from '../../ruleset/callGraph.js';
import { byPattern, type ChainPattern } from '../byPattern.js';
import { owner, type Owner } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import { chainsOf } from '../ruleShape.js';

const name = 'firewalld';

const ways: Readonly<Record<string, string>> = {
  IN: 'to this host',
  FWDI: 'forwarded from it',
  FWDO: 'forwarded to it',
  FWD: 'forwarded',
  OUT: 'from this host',
  PRE: 'before routing',
  POST: 'after routing',
};
const parts: Readonly<Record<string, string>> = {
  pre: ', first',
  log: ', log',
  deny: ', deny',
  allow: ', allow',
  post: ', last',
};

const present = perRuleset((ruleset): { readonly firewalld: boolean } => {
  for (const chain of chainsOf(ruleset)) {
    if (/^(?:INPUT|PREROUTING|FORWARD)_(?:direct|ZONES|IN_ZONES|dispatch)$/.test(chain.name))
      return { firewalld: true };
  }
  return { firewalld: false };
});

const usual: readonly ChainPattern[] = [
  [/^(?:INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_direct$/, 'direct rules of the administrator'],
  [
    /^(?:INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_(?:(IN|OUT)_)?ZONES(?:_SOURCE)?$/,
    'find the zone by interface or source',
  ],
  [/^(?:INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_dispatch$/, 'find the zone or policy'],
  [
    /^(?:INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_POLICIES_(pre|post)$/,
    (when) => (when === 'pre' ? 'policies before the zones' : 'policies after the zones'),
  ],
];

const ownChain = /^(IN|FWDI|FWDO|FWD|OUT|PRE|POST)_([A-Za-z0-9_-]+?)(?:_(pre|log|deny|allow|post))?$/;

function chainsOfKind(kind: 'zone' | 'policy'): Owner['describeChain'] {
  const own: ChainPattern = [
    ownChain,
    (way = '', called = '', part = '') => `${kind} ${called}, ${ways[way] ?? way}${parts[part] ?? ''}`,
  ];
  return byPattern(name, [...usual, own], (ruleset) => present(ruleset).firewalld);
}

const ofZone = chainsOfKind('zone');
const ofPolicy = chainsOfKind('policy');

/** Names of policies: chains of both look alike, and no zone is called from there. */
const policies = perRuleset((ruleset): ReadonlySet<string> => {
  const callers = chainsOf(ruleset).filter((chain) => /_POLICIES_(?:pre|post)$/.test(chain.name));
  return new Set(callers.flatMap(({ rules }) => rules.map((rule) => namedIn(calledChain(rule) ?? ''))));
});

function namedIn(chain: string): string {
  return ownChain.exec(chain)?.[2] ?? '';
}

/**
 * firewalld's iptables backend; zone and policy chains are believed only beside its dispatch chains.
 * @see firewalld src/firewall/core/ipXtables.py
 */
export default owner({
  name,
  order: 90,
  describeChain: (chain, table, ruleset) =>
    (policies(ruleset).has(namedIn(chain)) ? ofPolicy : ofZone)(chain, table, ruleset),
});

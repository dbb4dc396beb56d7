import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
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

/**
 * firewalld's iptables backend; zone and policy chains are believed only beside its dispatch chains.
 * @see firewalld src/firewall/core/ipXtables.py
 */
export default owner({
  name,
  order: 90,
  describeChain: byPattern(
    name,
    [
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
      [
        /^(IN|FWDI|FWDO|FWD|OUT|PRE|POST)_([A-Za-z0-9_-]+?)(?:_(pre|log|deny|allow|post))?$/,
        (way = '', zone = '', part = '') => `zone ${zone}, ${ways[way] ?? way}${parts[part] ?? ''}`,
      ],
    ],
    (ruleset) => present(ruleset).firewalld,
  ),
});

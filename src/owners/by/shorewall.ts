import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { chainsNamed } from '../ruleShape.js';

const name = 'Shorewall';

/** How Shorewall calls the firewall itself. */
function zone(called: string): string {
  return called === 'fw' ? 'this host' : `zone ${called}`;
}

/**
 * Shorewall and Shorewall6; its loose names are believed only beside the chain that shows that it runs.
 * @see shorewall Shorewall/Perl/Shorewall/Chains.pm, Rules.pm, Misc.pm
 */
export default owner({
  name,
  order: 91,
  describeChain: byPattern(
    name,
    [
      [/^shorewall$/, 'shows that Shorewall runs: nothing leads here'],
      [/^sha-[lr]h-[0-9a-f]{20}$/, 'half of a digest of the configuration'],
      [/^dynamic$/, 'addresses that were blocked by command'],
      [/^blacklst$/, 'blocked addresses'],
      [/^smurfs$/, 'broadcast addresses as source: drop'],
      [/^tcpflags$/, 'TCP flags that never go together: drop'],
      [/^(?:smurflog|logflags)$/, 'log, then refuse'],
      [/^log(drop|reject)$/, (what = '') => `log, then ${what}`],
      [/^reject$/, 'refuse with the answer that suits the protocol'],
      [/^~(?:log|comb|blacklist)\d+$/, 'log or act for one or several rules'],
      [/^(.+)_(?:frwd|fwd)$/, (of = '') => `from ${of}, to another zone`],
      [/^(.+)_masq$/, (of = '') => `source NAT, out by ${of}`, 'nat'],
      [/^(.+)_(?:dnat|snat)$/, (of = '') => `destination or source NAT, ${of}`, 'nat'],
      [/^(.+)_in$/, (of = '') => `to this host, from ${of}`],
      [/^(.+)_out$/, (of = '') => `from this host, to ${of}`],
      [/^([a-z][a-z0-9]*)[-2]([a-z][a-z0-9]*)$/, (from = '', to = '') => `${zone(from)} to ${zone(to)}`],
    ],
    (ruleset) => chainsNamed(ruleset, 'shorewall', 'filter').length > 0,
  ),
});

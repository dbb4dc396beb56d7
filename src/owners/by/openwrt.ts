import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import { chainsOf } from '../ruleShape.js';

const name = 'OpenWrt';

const present = perRuleset((ruleset): { readonly openwrt: boolean } => {
  for (const chain of chainsOf(ruleset)) {
    if (/^(?:delegate_|zone_.+_(?:input|prerouting|MSSFIX|ACCEPT)$)/.test(chain.name))
      return { openwrt: true };
  }
  return { openwrt: false };
});

/** OpenWrt's firewall; its loose names are believed only beside its typical chains. @see openwrt firewall3 */
export default owner({
  name,
  order: 90,
  describeChain: byPattern(
    name,
    [
      [/^delegate_(.+)$/, (hook) => `entry of ${hook}`],
      [/^nat_reflection_.*$/, 'port forwards used from inside'],
      [
        /^zone_(.+)_(?:src|dest)_(ACCEPT|REJECT|DROP)$/,
        (zone = '', verdict = '') => `zone ${zone}: ${verdict.toLowerCase()}`,
      ],
      [
        /^zone_(.+)_(input|output|forward|prerouting|postrouting|notrack|nat|MSSFIX|ACCEPT|REJECT|DROP)$/,
        (zone = '', part = '') => `zone ${zone}, ${part.toLowerCase()}`,
      ],
      [/^zone_(.+)$/, (zone) => `zone ${zone}`],
      [/^(?:input|output|forwarding|prerouting|postrouting)_(?:.*_)?rule$/, "the administrator's own rules"],
      [
        /^(input|output|forwarding|prerouting|postrouting)_(.+)$/,
        (way = '', zone = '') => `zone ${zone}, ${way}`,
      ],
    ],
    (ruleset) => present(ruleset).openwrt,
  ),
});

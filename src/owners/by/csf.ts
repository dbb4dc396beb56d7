import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { chainsNamed } from '../ruleShape.js';

const name = 'CSF';

const ways: Readonly<Record<string, string>> = { IN: 'arriving', OUT: 'leaving' };

/**
 * ConfigServer Firewall; its plain names are believed only where both its first and its last chain are there.
 * @see csf csf.pl
 */
export default owner({
  name,
  order: 92,
  describeChain: byPattern(
    name,
    [
      [/^LOCAL(IN|OUT)PUT$/, (way = '') => `addresses allowed or denied, ${ways[way] ?? way}`],
      [
        /^G?(ALLOW|DENY)(?:DYN)?(IN|OUT)$/,
        (what = '', way = '') => `addresses to ${what.toLowerCase()}, ${ways[way] ?? way}`,
      ],
      [/^CC_(ALLOW|DENY)[A-Z]*$/, (what = '') => `countries to ${what.toLowerCase()}`],
      [/^LOGDROP(IN|OUT)$/, (way = '') => `log and drop, ${ways[way] ?? way}`],
      [/^LOGACCEPT$/, 'log and accept'],
      [/^INVALID$/, 'packets that fit no connection or have odd flags'],
      [/^INVDROP$/, 'log and drop packets that fit nothing'],
      [/^(SYN|UDP|PORT)FLOOD$/, (what = '') => `too many at once: ${what.toLowerCase()} flood`],
      [/^CONNLIMIT$/, 'too many connections at once'],
      [/^SMTPOUTPUT$/, 'who may send mail to other servers'],
    ],
    (ruleset) =>
      chainsNamed(ruleset, 'LOCALINPUT', 'filter').length > 0 &&
      chainsNamed(ruleset, 'LOGDROPIN', 'filter').length > 0,
  ),
  describeSet: (set) => {
    const what = /^chain_(?:6_)?(DENY|ALLOW)$/.exec(set)?.[1];
    return what === undefined ? undefined : `addresses to ${what.toLowerCase()}, of CSF`;
  },
});

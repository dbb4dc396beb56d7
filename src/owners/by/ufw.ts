import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'ufw';

/** ufw; `ufw6-` in ip6tables. @see ufw src/backend_iptables.py */
export default owner({
  name,
  describeChain: byPattern(name, [
    [
      /^ufw6?-(before|after)-logging-(input|output|forward)$/,
      (when = '', way = '') => `log, ${when} the user's rules, ${way}`,
    ],
    [
      /^ufw6?-(before|after)-(input|output|forward)$/,
      (when = '', way = '') => `rules ${when} the user's, ${way}`,
    ],
    [/^ufw6?-user-logging-(input|output|forward)$/, (way) => `log of the user's rules, ${way}`],
    [/^ufw6?-user-(input|output|forward)$/, (way) => `the user's rules, ${way}`],
    [/^ufw6?-user-limit$/, 'too many connections: refuse'],
    [/^ufw6?-user-limit-accept$/, 'connections within the limit: accept'],
    [/^ufw6?-track-(input|output|forward)$/, (way) => `what the default allows, ${way}`],
    [/^ufw6?-reject-(input|output|forward)$/, (way) => `default reject, ${way}`],
    [
      /^ufw6?-skip-to-policy-(input|output|forward)$/,
      (way) => `quiet traffic straight to the default, ${way}`,
    ],
    [/^ufw6?-logging-(deny|allow)$/, (what) => `log what is ${what === 'deny' ? 'denied' : 'allowed'}`],
    [/^ufw6?-not-local$/, 'drop what is not for this host'],
    [/^ufw6?-.*$/, 'helper'],
  ]),
});

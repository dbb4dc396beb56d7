import type { BoundRule } from '../../ruleset/ruleset.js';
import { owner } from '../owner.js';
import { phrase } from '../phrase.js';
import { effectsOf, verdictOf } from '../ruleShape.js';

const ownComment = /^wg-quick\(8\) rule for (\S+)$/;

/** wg-quick has no chains, only commented rules in built-in ones. @see wireguard-tools src/wg-quick/linux.bash add_default */
export default owner({
  name: 'wg-quick',
  describeChain: () => undefined,
  describeRule: (rule) => {
    const tunnel = rule.comments.map((comment) => ownComment.exec(comment)?.[1]).find(Boolean);
    const words = tunnel === undefined ? undefined : describe(rule);
    return tunnel === undefined || words === undefined ? undefined : phrase(`${words} `, tunnel);
  },
});

function describe(rule: BoundRule): string | undefined {
  if (verdictOf(rule) === 'DROP') return "tunnel's address, but not from the tunnel:";
  for (const { kind } of effectsOf(rule)) {
    if (kind === 'connmark-save') return 'outer packets: remember their mark, tunnel';
    if (kind === 'connmark-restore') return 'answers to outer packets: their mark, tunnel';
  }
  return undefined;
}

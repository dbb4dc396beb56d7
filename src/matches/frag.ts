import { all, any, negateIf, not, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asksContents, rangeWords } from '../extension/shapes/asks.js';
import { looseRange } from '../extension/types/looseRange.js';
import { flag, uint32 } from '../extension/types/numbers.js';

const because = 'the contents of the fragment header were not described';

/**
 * The fragment header of IPv6. Where conntrack is active packets are whole again before a rule sees them. The kernel does not look
 * at --fraglen; the reserved bits of a described packet are 0.
 * @see linux net/ipv6/netfilter/ip6t_frag.c frag_mt6
 * @see iptables extensions/libip6t_frag.c
 */
export default match({
  name: 'frag',
  families: [6],
  options: {
    fragid: { type: looseRange(0xffffffff), invert: true },
    fraglen: { type: uint32, invert: true },
    fragres: { type: flag },
    fragfirst: { type: flag },
    fragmore: { type: flag, excludes: ['fraglast'] },
    fraglast: { type: flag, excludes: ['fragmore'] },
  },
  condition(values) {
    const parts: Condition[] = [oneOf('fragment', 'first', 'later')];
    const id = values.fragid;
    if (id !== undefined) {
      const range = rangeWords(id.value);
      parts.push(
        negateIf(id.negated, asksContents(`frag:id=${range}`, `is the id of the fragment ${range}`, because)),
      );
    }
    const first = oneOf('fragment', 'first');
    const more = any(first, asksContents('frag:more', 'do more fragments follow', because));
    if (values.fragfirst !== undefined) parts.push(first);
    if (values.fragmore !== undefined) parts.push(more);
    if (values.fraglast !== undefined) parts.push(not(more));
    return all(...parts);
  },
});

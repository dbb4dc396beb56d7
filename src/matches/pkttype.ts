import { negateIf, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { word } from '../extension/types/words.js';

const types: ReadonlyMap<string, string> = new Map([
  ['unicast', 'unicast'],
  ['host', 'unicast'],
  ['broadcast', 'broadcast'],
  ['bcast', 'broadcast'],
  ['multicast', 'multicast'],
  ['mcast', 'multicast'],
  ['otherhost', 'otherhost'],
]);

const packetType: OptionType<string> = word('one of unicast, broadcast, multicast, otherhost', (written) =>
  types.get(written.toLowerCase()),
);

/**
 * How the frame was addressed on the link. A frame to another host reaches no IP rule, so `otherhost` never holds.
 * @see linux net/netfilter/xt_pkttype.c pkttype_mt
 * @see iptables extensions/libxt_pkttype.c
 */
export default match({
  name: 'pkttype',
  families: [4, 6],
  options: { 'pkt-type': { type: packetType, invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values['pkt-type']);
    return negateIf(negated, oneOf('packetType', value));
  },
});

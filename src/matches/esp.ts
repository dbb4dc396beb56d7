import { rangeSet } from '../address/range.js';
import { all, fieldIn, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { headerOf } from '../extension/shapes/transport.js';
import { looseRange } from '../extension/types/looseRange.js';

const ESP = 50;

/**
 * The security parameters index of an ESP packet.
 * @see linux net/netfilter/xt_esp.c esp_mt
 * @see iptables extensions/libxt_esp.c
 */
export default match({
  name: 'esp',
  families: [4, 6],
  options: { espspi: { type: looseRange(0xffffffff), invert: true } },
  condition(values) {
    const parts: Condition[] = [...headerOf(ESP)];
    const spi = values.espspi;
    if (spi !== undefined) parts.push(negateIf(spi.negated, fieldIn('espSpi', rangeSet([spi.value]))));
    return all(...parts);
  },
});

import { rangeSet } from '../address/range.js';
import { all, fieldIn, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asksContents } from '../extension/shapes/asks.js';
import { headerOf } from '../extension/shapes/transport.js';
import { looseRange } from '../extension/types/looseRange.js';
import { flag, uint32 } from '../extension/types/numbers.js';

const AH = 51;

/**
 * The security parameters index of the authentication header; in IPv6 also its length. The reserved bits of a described packet are 0.
 * @see linux net/ipv4/netfilter/ipt_ah.c ah_mt, net/ipv6/netfilter/ip6t_ah.c ah_mt6
 * @see iptables extensions/libipt_ah.c, extensions/libip6t_ah.c
 */
export default match({
  name: 'ah',
  families: [4, 6],
  options: {
    ahspi: { type: looseRange(0xffffffff), invert: true },
    ahlen: { type: uint32, invert: true },
    ahres: { type: flag },
  },
  check: (values, rule) =>
    rule.family === 4 && (values.ahlen !== undefined || values.ahres !== undefined)
      ? '--ahlen and --ahres are known in IPv6 only'
      : undefined,
  condition(values) {
    const parts: Condition[] = [...headerOf(AH)];
    const spi = values.ahspi;
    if (spi !== undefined) parts.push(negateIf(spi.negated, fieldIn('ahSpi', rangeSet([spi.value]))));
    const length = values.ahlen;
    // The kernel takes a length of 0 for none asked.
    if (length !== undefined && length.value !== 0) {
      const bytes = String(length.value);
      parts.push(
        negateIf(
          length.negated,
          asksContents(
            `ah:length=${bytes}`,
            `is the authentication header ${bytes} bytes long`,
            'the contents of the authentication header were not described',
          ),
        ),
      );
    }
    return all(...parts);
  },
});

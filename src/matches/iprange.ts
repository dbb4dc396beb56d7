import { readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { rangeSet } from '../address/range.js';
import type { Range } from '../address/range.js';
import { all, fieldIn, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { readNumericAddress4 } from '../extension/types/address4.js';
import type { Family } from '../netfilter/hooks.js';

/** `LOW-HIGH` or one address. A range that ends before it starts is taken; no address lies in it. */
const addressRange: OptionType<Range> = {
  takes: 1,
  read([text = ''], family) {
    const [lowText = '', highText = lowText, ...rest] = text.split('-');
    const low = readOne(lowText, family);
    const high = readOne(highText, family);
    return low === undefined || high === undefined || rest.length > 0
      ? bad(`an IPv${family} address or a range LOW-HIGH`)
      : good([low, high]);
  },
};

function readOne(text: string, family: Family): Address | undefined {
  if (family === 4) return readNumericAddress4(text);
  const address = readAddress(text);
  return typeof address === 'number' ? undefined : address;
}

/**
 * Source or destination in a range of addresses.
 * @see linux net/netfilter/xt_iprange.c iprange_mt4
 * @see iptables extensions/libxt_iprange.c
 */
export default match({
  name: 'iprange',
  families: [4, 6],
  options: {
    'src-range': { type: addressRange, invert: true },
    'dst-range': { type: addressRange, invert: true },
  },
  check: (values) =>
    values['src-range'] === undefined && values['dst-range'] === undefined
      ? '--src-range or --dst-range must be given'
      : undefined,
  condition(values) {
    const source = values['src-range'];
    const destination = values['dst-range'];
    return all(
      ...(source === undefined
        ? []
        : [negateIf(source.negated, fieldIn('source', rangeSet([source.value])))]),
      ...(destination === undefined
        ? []
        : [negateIf(destination.negated, fieldIn('destination', rangeSet([destination.value])))]),
    );
  },
});

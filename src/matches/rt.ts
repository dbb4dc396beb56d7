import { readAddress, writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { all, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { asksContents, rangeWords } from '../extension/shapes/asks.js';
import { hasHeader } from '../extension/shapes/extensionHeaders.js';
import { givenNames } from '../extension/shapes/given.js';
import { looseRange } from '../extension/types/looseRange.js';
import { flag, uint32 } from '../extension/types/numbers.js';

/** @see linux include/uapi/linux/netfilter_ipv6/ip6t_rt.h IP6T_RT_HOPS */
const mostHops = 16;

const hops: OptionType<readonly Address[]> = {
  takes: 1,
  read([text = '']) {
    const addresses: Address[] = [];
    for (const part of text.split(',')) {
      const address = readAddress(part);
      if (address === undefined || typeof address === 'number') {
        return bad('IPv6 addresses, comma-separated');
      }
      addresses.push(address);
    }
    return addresses.length > mostHops ? bad(`at most ${mostHops} addresses`) : good(addresses);
  },
};

const because = 'the contents of the routing header were not described';

function about(what: string, value: string): Condition {
  return asksContents(`rt:${what}=${value}`, `is the ${what} of the routing header ${value}`, because);
}

/**
 * The routing header of IPv6. Packets carry none unless described so; the reserved bits of one are 0.
 * @see linux net/ipv6/netfilter/ip6t_rt.c rt_mt6
 * @see iptables extensions/libip6t_rt.c
 */
export default match({
  name: 'rt',
  families: [6],
  options: {
    'rt-type': { type: uint32, invert: true },
    'rt-segsleft': { type: looseRange(0xffffffff), invert: true },
    'rt-len': { type: uint32, invert: true },
    'rt-0-res': { type: flag },
    'rt-0-addrs': { type: hops },
    'rt-0-not-strict': { type: flag },
  },
  check(values) {
    const names = givenNames(values);
    const type = values['rt-type'];
    const zero = type?.value === 0 && !type.negated;
    for (const name of ['rt-0-res', 'rt-0-addrs']) {
      const place = names.indexOf(name);
      if (place >= 0 && (!zero || names.indexOf('rt-type') > place)) {
        return `--${name} needs --rt-type 0 before it`;
      }
    }
    const loose = names.indexOf('rt-0-not-strict');
    const addresses = names.indexOf('rt-0-addrs');
    return loose >= 0 && (addresses < 0 || addresses > loose)
      ? '--rt-0-not-strict needs --rt-0-addrs before it'
      : undefined;
  },
  condition(values) {
    const parts: Condition[] = [hasHeader('route')];
    const { 'rt-type': type, 'rt-segsleft': left, 'rt-len': length, 'rt-0-addrs': route } = values;
    if (type !== undefined) parts.push(negateIf(type.negated, about('type', String(type.value))));
    if (left !== undefined)
      parts.push(negateIf(left.negated, about('segments left', rangeWords(left.value))));
    if (length !== undefined) parts.push(negateIf(length.negated, about('length', String(length.value))));
    if (route !== undefined) {
      const list = route.value.map(writeAddress).join(',');
      const strict = values['rt-0-not-strict'] === undefined;
      parts.push(about(strict ? 'whole route' : 'route, in part', list));
    }
    return all(...parts);
  },
});

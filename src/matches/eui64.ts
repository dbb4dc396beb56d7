import { all, fieldIn } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asks } from '../extension/shapes/asks.js';

const highestMac = 2 ** 48 - 1;

/**
 * Whether the lower half of the source address was made from the MAC address that the packet came from.
 * @see linux net/ipv6/netfilter/ip6t_eui64.c eui64_mt6
 * @see iptables extensions/libip6t_eui64.c
 */
export default match({
  name: 'eui64',
  families: [6],
  options: {},
  condition: () =>
    all(
      fieldIn('sourceMac', [[0, highestMac]]),
      asks(
        'eui64',
        'is the source address made from the source MAC',
        'the two are not compared here',
        'source',
        'sourceMac',
      ),
    ),
});

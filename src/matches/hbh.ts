import { match } from '../extension/extension.js';
import { headerOptions, optionsHeaderCondition } from '../extension/shapes/optionsHeader.js';
import { uint32 } from '../extension/types/numbers.js';

/**
 * The hop-by-hop options of IPv6.
 * @see linux net/ipv6/netfilter/ip6t_hbh.c hbh_mt6
 * @see iptables extensions/libip6t_hbh.c
 */
export default match({
  name: 'hbh',
  families: [6],
  options: {
    'hbh-len': { type: uint32, invert: true },
    'hbh-opts': { type: headerOptions },
  },
  condition: (values) => optionsHeaderCondition('hop-by-hop', values['hbh-len'], values['hbh-opts']?.value),
});

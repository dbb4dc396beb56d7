import { match } from '../extension/extension.js';
import { headerOptions, optionsHeaderCondition } from '../extension/shapes/optionsHeader.js';
import { uint32 } from '../extension/types/numbers.js';

/**
 * The destination options of IPv6.
 * @see linux net/ipv6/netfilter/ip6t_hbh.c hbh_mt6
 * @see iptables extensions/libip6t_dst.c
 */
export default match({
  name: 'dst',
  families: [6],
  options: {
    'dst-len': { type: uint32, invert: true },
    'dst-opts': { type: headerOptions },
  },
  condition: (values) => optionsHeaderCondition('dst', values['dst-len'], values['dst-opts']?.value),
});

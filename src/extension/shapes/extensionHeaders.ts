import { any, fieldIn, oneOf } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';

/** The headers that may stand between the IPv6 header and its payload, by the names of -m ipv6header. */
export const headerNames = ['hop-by-hop', 'dst', 'route', 'frag', 'auth', 'esp', 'none', 'prot'] as const;
export type HeaderName = (typeof headerNames)[number];

const ESP = 50;
const AH = 51;
const noNextHeader = 59;

/**
 * Whether the packet carries a header. `prot` is any payload that IPv6 knows no header for.
 * @see linux net/ipv6/netfilter/ip6t_ipv6header.c ipv6header_mt6
 */
export function hasHeader(name: HeaderName): Condition {
  switch (name) {
    case 'hop-by-hop':
    case 'dst':
    case 'route':
      return oneOf('extensionHeader', name);
    case 'frag':
      return oneOf('fragment', 'first', 'later');
    case 'auth':
      return any(fieldIn('protocol', [[AH, AH]]), oneOf('extensionHeader', name));
    case 'esp':
      return fieldIn('protocol', [[ESP, ESP]]);
    case 'none':
      return fieldIn('protocol', [[noNextHeader, noNextHeader]]);
    case 'prot':
      return fieldIn('protocol', [
        [0, ESP - 1],
        [ESP + 1, noNextHeader - 1],
        [noNextHeader + 1, 255],
      ]);
  }
}

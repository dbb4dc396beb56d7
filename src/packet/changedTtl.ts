/**
 * The ttl or hop limit after a rule changed it, 0 to 255.
 * @see linux net/netfilter/xt_HL.c ttl_tg, hl_tg6
 */
export function changedTtl(ttl: number, change: 'set' | 'increase' | 'decrease', value: number): number {
  switch (change) {
    case 'set':
      return value;
    case 'increase':
      return Math.min(255, ttl + value);
    case 'decrease':
      return Math.max(0, ttl - value);
  }
}

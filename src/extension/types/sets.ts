import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';

/** A set and the side each of its dimensions is taken from. */
export interface SetAndSides {
  readonly set: string;
  readonly sides: readonly ('src' | 'dst')[];
}

/** @see linux include/uapi/linux/netfilter/ipset/ip_set.h IPSET_MAXNAMELEN, IPSET_DIM_MAX */
const longestName = 31;
const mostDimensions = 6;

/**
 * `SET src,dst`: a set's name, then one flag for each dimension. As in iptables a flag is known by its first three letters.
 * @see iptables extensions/libxt_set.h parse_dirs
 */
export const setAndSides: OptionType<SetAndSides> = {
  takes: 2,
  read([set = '', flags = '']) {
    if (set === '' || set.length > longestName)
      return bad(`the name of a set, up to ${longestName} characters`);
    const sides: ('src' | 'dst')[] = [];
    for (const flag of flags.split(',')) {
      if (flag.startsWith('src')) sides.push('src');
      else if (flag.startsWith('dst')) sides.push('dst');
      else return bad('the name of a set and src or dst for each of its dimensions, comma-separated');
    }
    return sides.length > mostDimensions
      ? bad(`at most ${mostDimensions} of src and dst`)
      : good({ set, sides });
  },
};

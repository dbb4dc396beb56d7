import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';

/**
 * A comma-separated list whose words may be shortened and in any case; the first name of the table that begins so counts (`n,est`
 * is NEW,ESTABLISHED). Empty words are refused.
 * @see iptables extensions/libxt_conntrack.c conntrack_ps_states, libxt_addrtype.c parse_types
 */
export function listOfPrefixes<const W extends string>(names: readonly W[]): OptionType<readonly W[]> {
  return {
    takes: 1,
    read([list = '']) {
      const found: W[] = [];
      for (const word of list.split(',')) {
        const name = names.find((each) => each.startsWith(word.toUpperCase()));
        if (word === '' || name === undefined) return bad(`a comma-separated list of ${names.join(', ')}`);
        if (!found.includes(name)) found.push(name);
      }
      return good(found);
    },
  };
}

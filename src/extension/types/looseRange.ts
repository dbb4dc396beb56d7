import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { readNumber } from './numbers.js';

/** An inclusive range whose low end may lie over its high end: then it holds no number. */
export type LooseRange = readonly [low: number, high: number];

/**
 * `number`, `low:high`, `low:` or `:high`, as most matches read them: nobody checks the order of the ends.
 * @see iptables libxtables/xtoptions.c xtopt_parse_mint
 */
export function looseRange(max: number): OptionType<LooseRange> {
  return {
    takes: 1,
    read([text = '']) {
      const [lowText = '', highText, ...rest] = text.split(':');
      const low = lowText === '' ? 0 : readNumber(lowText, max);
      const high = highText === undefined ? low : highText === '' ? max : readNumber(highText, max);
      return low === undefined || high === undefined || rest.length > 0
        ? bad(`a number or a range LOW:HIGH, up to ${max}`)
        : good([low, high]);
    },
  };
}

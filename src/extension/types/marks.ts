import { fullMask } from '../../netfilter/marks.js';
import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { isPlain32, readNumber } from './numbers.js';

/** `value[/mask]`, both unsigned 32-bit; `mask` is undefined where none was written. */
export interface MarkAndMask {
  readonly value: number;
  readonly mask: number | undefined;
}

/** @see iptables libxtables/xtoptions.c xtopt_parse_markmask */
export const markMask: OptionType<MarkAndMask> = {
  takes: 1,
  read([text = '']) {
    const [valueText = '', maskText, ...rest] = text.split('/');
    const value = readNumber(valueText, fullMask);
    const mask = maskText === undefined ? undefined : readNumber(maskText, fullMask);
    if (value === undefined || rest.length > 0 || (maskText !== undefined && mask === undefined)) {
      return bad('a 32-bit mark, VALUE or VALUE/MASK');
    }
    return good({ value, mask });
  },
  accepts(text, from, to) {
    const cut = text.indexOf('/', from);
    if (cut < 0 || cut >= to) return isPlain32(text, from, to);
    return isPlain32(text, from, cut) && isPlain32(text, cut + 1, to);
  },
  pattern: () => '0x[0-9a-f]{1,8}(?:/0x[0-9a-f]{1,8})?',
};

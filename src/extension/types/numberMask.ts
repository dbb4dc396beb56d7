import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { readNumber } from './numbers.js';

/** `value[/mask]`, 32 bits each; the whole mask where none is written. */
export interface NumberAndMask {
  readonly value: number;
  readonly mask: number;
}

const whole = 0xffffffff;

/**
 * A number, a number with mask, or the one name that every node has for 0.
 * @see iptables libxtables/xtables.c xtables_parse_val_mask
 */
export function numberMask(nameOfZero: string): OptionType<NumberAndMask> {
  return {
    takes: 1,
    read([text = '']) {
      if (text === nameOfZero) return good({ value: 0, mask: whole });
      const [valueText = '', maskText, ...rest] = text.split('/');
      const value = readNumber(valueText, whole);
      const mask = maskText === undefined ? whole : readNumber(maskText, whole);
      if (value !== undefined && mask !== undefined && rest.length === 0) return good({ value, mask });
      const expected = `a number VALUE or VALUE/MASK, or ${nameOfZero}`;
      return /^[a-z]/i.test(text)
        ? bad(expected, 'other names are kept in files of the node')
        : bad(expected);
    },
  };
}

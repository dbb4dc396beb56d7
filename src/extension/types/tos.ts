import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { readNumber } from './numbers.js';

/** `value[/mask]` of the TOS byte, both 8 bits. */
export interface TosAndMask {
  readonly value: number;
  readonly mask: number;
}

/** @see linux include/uapi/linux/ip.h IPTOS_LOWDELAY and its neighbours */
const tosNames: ReadonlyMap<string, number> = new Map([
  ['minimize-delay', 0x10],
  ['maximize-throughput', 0x08],
  ['maximize-reliability', 0x04],
  ['minimize-cost', 0x02],
  ['normal-service', 0x00],
]);

/** The mask of a symbolic name: it leaves out the two bits that ECN uses. */
const namedMask = 0x3f;

/**
 * A number with or without mask (0xff where none is written), or one of the five old names (mask 0x3f).
 * @see iptables libxtables/xtoptions.c xtopt_parse_tosmask
 */
export const tosMask: OptionType<TosAndMask> = {
  takes: 1,
  read([text = '']) {
    const named = tosNames.get(text.toLowerCase());
    if (named !== undefined) return good({ value: named, mask: namedMask });
    const [valueText = '', maskText, ...rest] = text.split('/');
    const value = readNumber(valueText, 0xff);
    const mask = maskText === undefined ? 0xff : readNumber(maskText, 0xff);
    return value === undefined || mask === undefined || rest.length > 0
      ? bad('a TOS value VALUE or VALUE/MASK, up to 0xff, or a name such as Minimize-Delay')
      : good({ value, mask });
  },
};

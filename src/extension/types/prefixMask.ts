import type { Address } from '../../address/address.js';
import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { readMask } from './addresses.js';

/** A mask by itself: a prefix length, or written out. @see iptables libxtables/xtoptions.c xtopt_parse_plenmask */
export const prefixMask: OptionType<Address> = {
  takes: 1,
  read([text = ''], family) {
    const mask = readMask(text, family);
    return mask === undefined ? bad(`a prefix length from 0 to ${family === 4 ? 32 : 128}`) : good(mask);
  },
};

import { lengthOfMask } from '../../address/address.js';
import type { Prefix6 } from '../../packet/effect.js';
import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { hostMask } from './hostMask.js';

/**
 * An IPv6 prefix, `2001:db8::/48`; a lone address counts 128 bits.
 * @see iptables extensions/libip6t_SNPT.c SNPT_parse
 */
export const prefix6: OptionType<Prefix6> = {
  takes: 1,
  read([text = '']) {
    const reading = hostMask.read([text], 6);
    if (!reading.ok) return reading;
    const { address, mask } = reading.value;
    const length = lengthOfMask(mask);
    return typeof address === 'number' || length === undefined
      ? bad('an IPv6 prefix such as 2001:db8::/48')
      : good({ address, length });
  },
};

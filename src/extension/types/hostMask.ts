import { andAddress, familyOf, lengthOfMask, maskOfLength, readAddress } from '../../address/address.js';
import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import type { MaskedAddress } from './addresses.js';
import { readHost4 } from './address4.js';
import { readMask } from './addresses.js';

/**
 * One `address[/mask]` of an extension, host bits cleared. A mask with holes counts as the whole address, as iptables
 * stores it. Shortened addresses (`10.1`) mean something else here than after -s.
 * @see iptables libxtables/xtoptions.c xtopt_parse_hostmask, xtopt_parse_plenmask
 */
export const hostMask: OptionType<MaskedAddress> = {
  takes: 1,
  read([text = ''], family) {
    const cut = text.indexOf('/');
    const host = cut < 0 ? text : text.slice(0, cut);
    const address = family === 4 ? readHost4(host) : readAddress(host);
    const whole = maskOfLength(family === 4 ? 32 : 128, family);
    const written = cut < 0 ? whole : readMask(text.slice(cut + 1), family);
    if (address === undefined || familyOf(address) !== family || written === undefined) {
      return bad(`an IPv${family} address or network`);
    }
    const mask = lengthOfMask(written) === undefined ? whole : written;
    return good({ address: andAddress(address, mask), mask });
  },
};

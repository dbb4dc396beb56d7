import { all, fieldIn, negateIf, not } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { word } from '../extension/types/words.js';

/**
 * Six bytes in hexadecimal, 48 bits in all; a byte may lack digits.
 * @see iptables libxtables/xtoptions.c xtopt_parse_ethermac
 */
const mac: OptionType<number> = word('a MAC address such as 02:00:5e:10:00:01', (text) =>
  /^[0-9a-fA-F]{0,2}(?::[0-9a-fA-F]{0,2}){5}$/.test(text)
    ? text.split(':').reduce((value, byte) => value * 256 + Number.parseInt(`0${byte}`, 16), 0)
    : undefined,
);

const inInterface = (name: string): Condition => ({ kind: 'interface', side: 'in', name, wildcard: false });

/**
 * The source MAC of the Ethernet frame. A packet that came over lo, or came in nowhere, has no such frame: it fails, negated or
 * not.
 * @see linux net/netfilter/xt_mac.c mac_mt
 * @see iptables extensions/libxt_mac.c
 */
export default match({
  name: 'mac',
  families: [4, 6],
  options: { 'mac-source': { type: mac, invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values['mac-source']);
    return all(
      not(inInterface('lo')),
      not(inInterface('')),
      negateIf(negated, fieldIn('sourceMac', [[value, value]])),
    );
  },
});

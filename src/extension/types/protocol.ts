import { protocolNumber } from '../../netfilter/protocols.js';
import type { OptionType } from '../option.js';
import { readNumber } from './numbers.js';
import { word } from './words.js';

/**
 * A protocol by name or number; `all` is 0.
 * @see iptables libxtables/xtables.c xtables_parse_protocol
 */
export const protocol: OptionType<number> = word('a protocol name or a number from 0 to 255', (name) =>
  name.toLowerCase() === 'all' ? 0 : (readNumber(name, 255) ?? protocolNumber(name)),
);

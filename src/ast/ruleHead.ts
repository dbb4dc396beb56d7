import { bracket, dash } from '../../grammar/characters.js';
import { longestChainName } from './limits.js';

/** How a rule begins that stands behind all others of its chain. */
export const append = '-A ';

/** `-A CHAIN `, counters before it or not, with a name that means itself. */
const ruleHead = new RegExp(
  `(?:\\[\\d{1,19}:\\d{1,19}\\] )?-A [^\\0-\\x20"!-][^\\0-\\x20"]{0,${longestChainName - 1}} `,
  'y',
);

/** Where the first words of a usual rule end that begins at `start`, behind the blank; -1 where it has to be read to know its chain. */
export function endOfHead(sheet: string, start: number): number {
  ruleHead.lastIndex = start;
  return ruleHead.test(sheet) ? ruleHead.lastIndex : -1;
}

/** Where the chain's name begins in a usual rule that begins at `start`. */
export function nameOfRule(sheet: string, start: number): number {
  return (sheet.charCodeAt(start) === bracket ? sheet.indexOf(']', start) + 2 : start) + append.length;
}

/** How long `-A CHAIN ` is. */
export function headLength(chain: string): number {
  return append.length + chain.length + 1;
}

/** Where the words behind `-A CHAIN ` begin in a usual rule of that chain that begins at `start`; -1 where counters stand before it. */
export function behindHeadAt(sheet: string, start: number, chain: string): number {
  return sheet.charCodeAt(start) === dash ? start + headLength(chain) : -1;
}

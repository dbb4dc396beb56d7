import type { SheetPlace } from '../ast/dumpText.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { RuleSpot } from './lookByPlan.js';

/**
 * What lines of one table say of which a rule was made and with which nothing was wrong, with how many matches it has: another line that says the same is
 * right, too.
 */
export type Sayings = Map<string, number>;

/** More are not kept: chains of one kind repeat each other, or do not. */
const mostSayings = 512;

const builtIn: ReadonlySet<string> = new Set(Object.values(builtinChains).flat());

/** In quotes, and so short that nothing can be wrong with it: printable characters that mean themselves. */
const comment = / -m comment --comment "[ !#-[\]-~]{1,200}"/g;

/**
 * The words behind `-A CHAIN ` of the line that begins at a place, but for what its comments say and the name of the chain that it leads to. Undefined where
 * more than these may decide whether something is wrong with it: in built-in chains, and where anything else stands in quotes.
 */
export function sayingAt({ sheet, at }: SheetPlace, { chain, place }: RuleSpot): string | undefined {
  const head = `-A ${chain} `;
  if (!sheet.startsWith(head, at) || builtIn.has(chain)) return undefined;
  const end = sheet.indexOf('\n', at);
  if (end < 0) return undefined;
  const words = sheet.slice(at + head.length - 1, end).replace(comment, ' -m comment');
  const last = words.lastIndexOf(' ');
  const leads = words.endsWith(' -j', last) || words.endsWith(' -g', last);
  const said = leads && place.isChain(words.slice(last + 1)) ? words.slice(0, last) : words;
  return said.includes('"') ? undefined : said;
}

/** Remembers what a line says that became one rule, with which nothing is wrong and which has so many matches. */
export function learnSaying(
  saying: string | undefined,
  matchCount: number | undefined,
  { sayings }: { readonly sayings: Sayings },
): void {
  if (saying === undefined || matchCount === undefined) return;
  if (sayings.size < mostSayings) sayings.set(saying, matchCount);
}

import { readAddress } from '../address/address.js';
import { namedWords, type Named } from './named.js';
import type { Naming } from './naming.js';
import { says } from './says.js';

/** Something in a text that has a name in the cluster. */
export interface Mention {
  readonly kind: 'chain' | 'interface' | 'set' | 'address' | 'prefix';
  /** As it stands in the text. */
  readonly raw: string;
  readonly named: readonly Named[];
}

/** What may be a chain, an interface, a set, an address: no blank, none of the signs that sentences put around it. */
const wordPattern = /[^\s(),;'"=→·`]+/g;

/**
 * A text with the names of what is mentioned in it behind each, in brackets: `cali0ef24b1 (pod default/frontend)`. What has been said in the text is not
 * said again. Chains are named where `chains` is true. `show` makes the names harmless.
 */
export function besideIn(
  naming: Naming,
  text: string,
  { chains, show }: { readonly chains: boolean; readonly show: (words: string) => string },
): string {
  const said = new Set<string>();
  return text.replace(wordPattern, (word) => {
    const found = mentionIn(naming, word);
    if (found === undefined || (found.kind === 'chain' && !chains)) return word;
    const words = show(namedWords(found.named));
    if (said.has(words) || says(text, words)) return word;
    said.add(words);
    return word.replace(found.raw, () => `${found.raw} (${words})`);
  });
}

/** Everything that texts mention, each once, in order. */
export function mentionsIn(naming: Naming, texts: Iterable<string>): readonly Mention[] {
  const found = new Map<string, Mention>();
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(wordPattern)) {
      if (words.has(word)) continue;
      words.add(word);
      const mention = mentionIn(naming, word);
      if (mention !== undefined && !found.has(mention.raw)) found.set(mention.raw, mention);
    }
  }
  return [...found.values()];
}

/** What a word mentions, apart from a full stop or colon behind it. */
function mentionIn(naming: Naming, word: string): Mention | undefined {
  for (const raw of [word, word.replace(/[.:?!]+$/, '')]) {
    const found = mentionOf(naming, raw);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mentionOf(naming: Naming, raw: string): Mention | undefined {
  const mention = (kind: Mention['kind'], named: readonly Named[]): Mention | undefined =>
    named.length === 0 ? undefined : { kind, raw, named };
  if (raw.startsWith('cali-') || raw.startsWith('KUBE-')) return mention('chain', naming.chain(raw));
  if (/^cali[46][-0][\w:-]{1,25}$/.test(raw)) return mention('set', naming.set(raw));
  return (
    mention('interface', naming.interface(raw)) ??
    mention('address', addressNames(naming, raw)) ??
    (raw.includes('/') ? mention('prefix', naming.prefix(raw)) : undefined)
  );
}

const endpoint4 = /^(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5})|\/32)?$/;
const endpoint6 = /^\[([\da-f:.]+)\](?::(\d{1,5}))?$/i;
const bare6 = /^([\da-f]*:[\da-f:.]+?)(?:\/128)?$/i;

function addressNames(naming: Naming, raw: string): readonly Named[] {
  const [, text, port] = endpoint4.exec(raw) ?? endpoint6.exec(raw) ?? bare6.exec(raw) ?? [];
  const address = text === undefined ? undefined : readAddress(text);
  if (address === undefined) return [];
  return naming.address(address, port === undefined ? undefined : Number(port));
}

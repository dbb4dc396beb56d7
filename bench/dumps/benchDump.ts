/** A dump to be measured, and what is asked of it. All text is ASCII. */
export interface BenchDump {
  /** As `iptables-save` of iptables-legacy prints it, without the lines that name a date. */
  readonly text: string;
  readonly rules: number;
  readonly chains: number;
  /** What `ipset restore` reads so that the rules load; undefined where none asks a set. */
  readonly sets: string | undefined;
  /** Options of `calitrace trace`: an everyday packet of such a node, decided in the middle of the dump. */
  readonly packet: readonly string[];
  /** A thousand packets like that one, spread over the whole dump: options that all have, and the lines of a file for `--packets`. */
  readonly packets: { readonly options: readonly string[]; readonly lines: readonly string[] };
  /** Options of `calitrace reach`: a rule in the middle of the dump. */
  readonly reach: readonly string[];
  /** Options that limit `reach` and `diff` to packets to one address, for which both have something to tell. */
  readonly only: { readonly reach: readonly string[]; readonly diff: readonly string[] };
  /** The dump with one rule changed, so that `calitrace diff` finds packets. */
  readonly changed: string;
  /** The dump behind a rollout: ten services have other pods, or ten pods are others. */
  readonly rolledOut: string;
}

/** How many services or pods of a dump a rollout replaces. */
export const replaced = 10;

/** A text with other words for some; `words` finds all that may be among them. */
export function withOthers(text: string, words: RegExp, others: ReadonlyMap<string, string>): string {
  return text.replace(words, (word) => others.get(word) ?? word);
}

/** So many items of a list, evenly over it; small lists have each several times. */
export function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

/** Makes a dump of about so many rules, the same one for the same number. */
export type DumpGenerator = (rules: number) => BenchDump;

import type { Family } from '../netfilter/hooks.js';

/** The outcome of reading an option's words: the value, or what was expected instead. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly expected: string; readonly hint?: string };

export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function bad(expected: string, hint?: string): Reading<never> {
  return hint === undefined ? { ok: false, expected } : { ok: false, expected, hint };
}

/** How an option's value is written. `takes`: how many words follow the option. */
export interface OptionType<T> {
  readonly takes: 0 | 1 | 2;
  /** The words may be left out (of iptables only -m rateest has that); then an option may follow, so they are no verbatim words. */
  readonly optional?: true;
  read(words: readonly string[], family: Family): Reading<T>;
  /**
   * Whether `read` surely finds one good value in the word that is written in `text` between two offsets, quotes around it left out
   * and backslashes left in. False says nothing. For those types of which a dump has a hundred thousand words: nothing is made of them.
   */
  accepts?(text: string, from: number, to: number, family: Family): boolean;
  /**
   * A regular expression without groups: what it matches, with a blank or the line's end behind it, is a plain value (`endOfPlainValue`) as written in a dump,
   * quotes included, in which `read` surely finds one good value. Of what it does not match it says nothing. Undefined where a family has none. Of a type
   * that takes two words it is about the first, and the value is good with any second word that was good with another first one. It is asked of lines in which no
   * more than `longestMatch` characters stand behind the chain's name.
   */
  pattern?(family: Family): string | undefined;
}

/** Far below the longest word that iptables-restore takes. */
export const longestMatch = 1000;

/**
 * One option of a match or target, as data.
 * @see iptables include/xtables.h struct xt_option_entry
 */
export interface OptionEntry<T> {
  readonly type: OptionType<T>;
  /** `! --option` is allowed (XTOPT_INVERT). */
  readonly invert?: boolean;
  /** May be given more than once (XTOPT_MULTI); its value is then a list. */
  readonly multiple?: boolean;
  /** Must be given (XTOPT_MAND). */
  readonly required?: boolean;
  /** Other spellings, without dashes: `destination-port` for `dport`. */
  readonly aliases?: readonly string[];
  /** Names that may not stand beside this one. */
  readonly excludes?: readonly string[];
  /** Names of which at least one must stand beside this one. */
  readonly requires?: readonly string[];
}

/** Options by the name iptables-save prints, without dashes. */
export type OptionTable = Readonly<Record<string, OptionEntry<unknown>>>;

/** An option that was given. */
export interface Setting<T> {
  readonly value: T;
  readonly negated: boolean;
}

type ValueOf<E> = E extends { readonly type: OptionType<infer T> } ? T : never;

/** The options given, typed by their table: `values.dport?.value`. */
export type Values<O extends OptionTable> = {
  readonly [K in keyof O]?: O[K] extends { readonly multiple: true }
    ? readonly Setting<ValueOf<O[K]>>[]
    : Setting<ValueOf<O[K]>>;
};

import type { Condition } from '../condition/condition.js';
import type { TableName } from '../netfilter/hooks.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';

/**
 * Meaning in words, as the human formats ask for it: who owns a chain, what a rule or a change of mark is for, what a
 * condition wants. Each is undefined or empty where nobody knows.
 */
export interface Describe {
  describeChain(
    ruleset: Ruleset,
    table: TableName,
    chain: string,
  ): { readonly owner: string; readonly purpose: string } | undefined;
  describeRule(ruleset: Ruleset, rule: BoundRule): string | undefined;
  /** `chain`: where a rule changes it. */
  describeMarkChange(ruleset: Ruleset, from: number, to: number, chain?: string): string;
  explainCondition(condition: Condition): string;
  /** Missing where no names were given. */
  readonly beside?: Beside;
}

/** A text as it is shown, with names beside the addresses, interfaces and sets in it; where `chains` is true, beside chains as well. */
export type Beside = (text: string, chains: boolean) => string;

/** Where no names were given. */
export const asIs: Beside = (text) => text;

/** How formats show the names of a cluster. */
export interface ShownNames {
  readonly beside: Beside;
  /** What texts mention, as they have it, with its names in words. */
  readonly legend: (texts: readonly string[]) => readonly (readonly [raw: string, words: string])[];
}

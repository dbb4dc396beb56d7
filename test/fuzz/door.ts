import type fc from 'fast-check';
import type { Problem } from '../../src/ast/problem.js';

/** What a reader made of a text. */
export interface Answer {
  readonly problems: readonly Problem[];
  /** What it says itself, to be printed as it is. */
  readonly sentences?: readonly string[];
  /** What is wrong with the answer, where something is that the reader promises of each. */
  readonly fault?: string | undefined;
}

/** A reader of what others may have written. It may throw a UsageError and nothing else. */
export interface Door {
  readonly name: string;
  /** How many inputs it gets beside the others. A dump is read five times over. */
  readonly share: number;
  /** Texts that it takes, latin1. */
  readonly seeds: readonly string[];
  /** What it is given, where that is not the seeds with changes of text. */
  readonly inputs?: fc.Arbitrary<string>;
  read(text: string): Answer;
}

import type { Problem } from '../ast/problem.js';

/** Plain data. Texts and keys are latin1 (one character is one byte of UTF-8), as those of dumps are. */
export type Value = null | boolean | number | string | readonly Value[] | ReadonlyMap<string, Value>;

/** Keys of mappings and 0-based numbers in sequences, from the outermost on. */
export type ValuePath = readonly (string | number)[];

/** Where something stands: 1-based, columns in bytes; `excerpt` is the whole line, latin1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** In bytes, at least 1. */
  readonly length: number;
  readonly excerpt: string;
}

export interface Document {
  readonly value: Value;
  /** Where a part stands: the key of a mapping's part, the first character of a sequence's. Of a path that leads nowhere, the last part that is there. */
  place(path: ValuePath): Place;
}

/** What a text holds. Where `problems` has an error, `documents` may lack what it is about. */
export interface DocumentsReading {
  readonly documents: readonly Document[];
  readonly problems: readonly Problem[];
}

/** A problem with one part of a document. */
export function problemAt(
  document: Document,
  path: ValuePath,
  problem: Omit<Problem, 'line' | 'column' | 'length' | 'excerpt'>,
): Problem {
  return { ...problem, ...document.place(path) };
}

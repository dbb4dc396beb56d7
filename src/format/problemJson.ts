import type { Problem } from '../ast/problem.js';
import type { Count, Ordinal } from './jsonNumbers.js';
import { decodeText } from './sentence.js';

/** What is wrong with an input. Parts that are unknown are absent. */
export interface JsonProblem {
  readonly severity: 'error' | 'warning';
  /** In kebab case; it stays what it is. */
  readonly code: string;
  readonly message: string;
  /** The file. */
  readonly source?: string;
  readonly line?: Ordinal;
  readonly column?: Ordinal;
  readonly length?: Count;
  /** The line itself. */
  readonly excerpt?: string;
  readonly expected?: string;
  readonly hint?: string;
}

export function problemToJson(problem: Problem): JsonProblem {
  const { severity, code, message, source, line, column, length, excerpt, expected, hint } = problem;
  return {
    severity,
    code,
    message: decodeText(message),
    ...(source === undefined ? {} : { source: decodeText(source) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(length === undefined ? {} : { length }),
    ...(excerpt === undefined ? {} : { excerpt: decodeText(excerpt) }),
    ...(expected === undefined ? {} : { expected: decodeText(expected) }),
    ...(hint === undefined ? {} : { hint: decodeText(hint) }),
  };
}

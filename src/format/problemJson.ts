import type { Problem } from '../ast/problem.js';
import { decodeText } from './sentence.js';

/** A problem as every JSON format lists it. Line and column are 1-based; parts that are unknown are absent. */
export interface JsonProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly source?: string;
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
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

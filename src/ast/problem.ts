/**
 * Something wrong with the input, as data. Line and column are 1-based; `length` in characters; `excerpt` is the line
 * itself (latin1, not yet made harmless for a terminal).
 */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** A stable name in kebab case: `unknown-option`, `missing-commit`. */
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
  readonly excerpt?: string;
  readonly expected?: string;
  readonly hint?: string;
  /** The file it is about, where several were read (`dump`, `--ipset`, a path). */
  readonly source?: string;
}

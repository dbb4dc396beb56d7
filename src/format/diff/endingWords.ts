import type { Ending } from '../../diff/diff.js';
import { harmless } from '../harmless.js';

/** `dropped by filter FORWARD rule 3, line 12`, `forwarded`. */
export function endingWords({ kind, by }: Ending): string {
  if (by === undefined) return kind;
  return 'text' in by
    ? `${kind} by ${by.table} ${harmless(by.chain)} rule ${by.number}, line ${by.line}`
    : `${kind} by the policy of ${by.table} ${harmless(by.name)}`;
}

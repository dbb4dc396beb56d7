import type { Ending } from '../../diff/side.js';
import { harmless } from '../harmless.js';

/** `dropped by filter FORWARD rule 3, line 12`, `rejected by filter FORWARD rule 3, line 12 (tcp-reset)`, `forwarded`. */
export function endingWords({ kind, by, detail }: Ending, withDetail = false): string {
  if (by === undefined) return kind;
  const answer = withDetail && detail !== undefined ? ` (${harmless(detail)})` : '';
  return 'text' in by
    ? `${kind} by ${by.table} ${harmless(by.chain)} rule ${by.number}, line ${by.line}${answer}`
    : `${kind} by the policy of ${by.table} ${harmless(by.name)}`;
}

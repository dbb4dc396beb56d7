import type { Difference } from '../../diff/diff.js';

/** From what to what: `forwarded → dropped`; of those that get through both times, that it is otherwise. */
export function changeWords({ kind, before, after }: Difference): string {
  return kind === 'end' ? `${before.kind} → ${after.kind}` : `${before.kind}, with other addresses or ports`;
}

import { just } from '../extension.js';
import type { Outcome } from '../extension.js';

/** The sentence where TTL or HL is given none of its options; `prefix` is theirs. */
export function hopChangeWanted(prefix: string, given: number): string | undefined {
  return given === 0
    ? `one of --${prefix}-set, --${prefix}-inc and --${prefix}-dec must be given`
    : undefined;
}

/** What TTL and HL do, of the one option that is given. */
export function hopChange(
  set: number | undefined,
  increase: number | undefined,
  decrease: number | undefined,
): Outcome {
  if (increase !== undefined) return just('CONTINUE', { kind: 'ttl', change: 'increase', value: increase });
  if (decrease !== undefined) return just('CONTINUE', { kind: 'ttl', change: 'decrease', value: decrease });
  return just('CONTINUE', { kind: 'ttl', change: 'set', value: set ?? 0 });
}

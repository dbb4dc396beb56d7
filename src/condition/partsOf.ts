import type { Condition } from './condition.js';

/** A condition that is not made of others. */
export type Part = Exclude<Condition, { readonly kind: 'not' | 'all' | 'any' }>;

/** What a condition asks, without how it joins that: the parts in the order in which they are named. */
export function partsOf(condition: Condition): readonly Part[] {
  const parts: Part[] = [];
  const pending: Condition[] = [condition];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    switch (next.kind) {
      case 'not':
        pending.push(next.of);
        break;
      case 'all':
      case 'any':
        for (const part of next.of.toReversed()) pending.push(part);
        break;
      case 'in':
      case 'masked':
      case 'bits':
      case 'interface':
      case 'one-of':
      case 'derived':
      case 'bytes':
      case 'member':
      case 'draw':
      case 'ask':
        parts.push(next);
    }
  }
  return parts;
}

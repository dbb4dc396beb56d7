import type { Condition } from './condition.js';

/** Conditions that must all hold for a condition to hold, none of them an `all`; in their order. */
export function conjunctsOf(condition: Condition): readonly Condition[] {
  if (condition.kind !== 'all') return [condition];
  if (condition.of.every(({ kind }) => kind !== 'all')) return condition.of;
  const flat: Condition[] = [];
  const open: Condition[] = [condition];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'all') for (const each of next.of.toReversed()) open.push(each);
    else flat.push(next);
  }
  return flat;
}

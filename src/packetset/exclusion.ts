import type { Condition } from '../condition/condition.js';
import { setsOf } from './conditionSets.js';
import { everything, nothing } from './packetSet.js';
import type { Workshop } from './workshop.js';

/**
 * Of conditions that no packet meets all together, some that already exclude each other; none of them could be spared.
 * Empty where some packet meets them all.
 * @throws BudgetExceeded
 */
export function exclusiveAmong(workshop: Workshop, conditions: readonly Condition[]): readonly Condition[] {
  const { diagrams } = workshop;
  const meets = (some: readonly Condition[]): boolean =>
    some.reduce((set, one) => diagrams.and(set, setsOf(workshop, one).yes), everything) !== nothing;
  if (meets(conditions)) return [];
  let needed = conditions;
  for (const one of conditions) {
    const without = needed.filter((other) => other !== one);
    if (!meets(without)) needed = without;
  }
  return needed;
}

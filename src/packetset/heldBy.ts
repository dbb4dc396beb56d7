import type { BoundRule } from '../ruleset/ruleset.js';
import { setsOf } from './conditionSets.js';
import { drawingFor } from './drawnSets.js';
import type { Held } from './held.js';
import type { Workshop } from './workshop.js';

const compiled = new WeakMap<Workshop, Map<BoundRule, Held>>();

/** For which packets a rule may match and may not; made once for each rule. */
export function heldBy(workshop: Workshop, rule: BoundRule): Held {
  const rules = compiled.get(workshop) ?? new Map<BoundRule, Held>();
  compiled.set(workshop, rules);
  const known = rules.get(rule);
  if (known !== undefined) return known;
  const held = setsOf(drawingFor(workshop, rule), {
    kind: 'all',
    of: rule.matches.map(({ condition }) => condition),
  });
  rules.set(rule, held);
  return held;
}

import type { BoundMatch, BoundRule } from '../ruleset/ruleset.js';
import { setsOf } from './conditionSets.js';
import { drawingFor } from './drawnSets.js';
import { withAnyMark } from './effectSets.js';
import { allOf } from './held.js';
import type { Held } from './held.js';
import { everything } from './packetSet.js';
import type { Workshop } from './workshop.js';

const compiled = new WeakMap<Workshop, Map<BoundRule, Held>>();

/** For which packets a rule may match and may not; made once for each rule. */
export function heldBy(workshop: Workshop, rule: BoundRule): Held {
  const rules = compiled.get(workshop) ?? new Map<BoundRule, Held>();
  compiled.set(workshop, rules);
  const known = rules.get(rule);
  if (known !== undefined) return known;
  const held = heldInOrder(drawingFor(workshop, rule), rule.matches);
  rules.set(rule, held);
  return held;
}

/** Those for which all matches hold. A packet that has taken the mark of a socket meets those behind with that. */
export function heldInOrder(workshop: Workshop, matches: readonly BoundMatch[]): Held {
  const { diagrams } = workshop;
  const parts = matches.map(({ condition }) => setsOf(workshop, condition));
  const whole = allOf(workshop, parts);
  if (!matches.some(takesMark)) return whole;
  let yes = everything;
  for (const [at, match] of matches.entries()) {
    yes = diagrams.and(yes, parts[at]?.yes ?? everything);
    if (takesMark(match)) yes = withAnyMark(workshop, yes);
  }
  return { yes, no: whole.no ?? diagrams.not(whole.yes) };
}

/** Whether the packet takes the mark of a socket by it. */
export function takesMark({ effects }: BoundMatch): boolean {
  return effects.some(({ kind }) => kind === 'mark-taken');
}

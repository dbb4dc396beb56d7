import type { Condition } from '../condition/condition.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { partsOf } from '../condition/partsOf.js';
import type { Field } from '../packet/field.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import { anyAnswer } from './held.js';
import type { Held } from './held.js';
import { headerFields, writtenOf } from './writtenOf.js';
import type { Workshop } from './workshop.js';

/** Begins the keys of flags that stand for such answers. */
const prefix = 'drawn ';

/** Whether a flag is an answer that a rule gets anew at each visit. */
export function isDrawn(flag: string): boolean {
  return flag.startsWith(prefix);
}

/** A workshop for the conditions of one rule, whose answers that come anew at each visit are variables of their own where two rulesets are compared. */
export function drawingFor(workshop: Workshop, rule: BoundRule): Workshop {
  const { diagrams, variables, stage } = workshop;
  const key = workshop.drawsOf?.(rule, stage?.place ?? '');
  if (key === undefined) return workshop;
  let count = 0;
  return {
    ...workshop,
    nextDraw: () => diagrams.variable(variables.flag(`${prefix}${key} ${count++}`)),
  };
}

/** An answer that comes anew at each visit: any, or where two rulesets are compared a variable of the rule. */
export function drawnSets({ nextDraw }: Workshop): Held {
  return nextDraw === undefined ? anyAnswer : { yes: nextDraw() };
}

/** The fields on which answers depend that a rule gets anew at each visit; undefined where it gets none. */
export function drawnReads(
  workshop: Workshop,
  { matches }: Pick<BoundRule, 'matches'>,
): ReadonlySet<Field> | undefined {
  let reads: Set<Field> | undefined;
  for (const { condition } of matches) {
    for (const part of partsOf(condition)) {
      const fields = readsAnew(workshop, part);
      if (fields !== undefined) reads = new Set([...(reads ?? []), ...fields]);
    }
  }
  return reads;
}

/** @see conditionSets.ts setsOf */
function readsAnew(workshop: Workshop, part: Condition): Iterable<Field> | undefined {
  const { changedLists, changedSets, givesSockets } = workshop.survey;
  const ifWritten = (reads: readonly Field[]): readonly Field[] | undefined =>
    writtenOf(workshop, reads).isWritten ? reads : undefined;
  switch (part.kind) {
    case 'draw':
      return [];
    case 'ask':
      return part.ask.fresh ? part.ask.reads : ifWritten(part.ask.reads);
    case 'derived': {
      const fields = [...fieldsOf(part)];
      const isOpen =
        (part.of.fact === 'recent' && changedLists.has(part.of.list)) ||
        (part.of.fact === 'socket' && givesSockets);
      return isOpen ? fields : ifWritten(fields);
    }
    case 'member': {
      const fields = [...fieldsOf(part)];
      const isOpen = changedSets.has(part.member.set) || part.member.counters !== undefined;
      return isOpen ? fields : ifWritten(fields);
    }
    case 'bytes':
      return ifWritten(headerFields);
    case 'one-of':
      return ifWritten([part.field]);
    case 'in':
    case 'masked':
    case 'bits':
    case 'interface':
    case 'not':
    case 'all':
    case 'any':
      return undefined;
  }
}

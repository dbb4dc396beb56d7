import type { Condition } from '../../condition/condition.js';
import type { Field } from '../../packet/field.js';

/** A question that stays the same on a path as long as the fields it reads keep their values. */
export function asks(
  subject: string,
  question: string,
  because: string,
  ...reads: readonly Field[]
): Condition {
  return { kind: 'ask', ask: { subject, asks: question, because, reads, fresh: false } };
}

/** The same about what is in the packet itself: an answer to the packet may have something else in it. */
export function asksContents(
  subject: string,
  question: string,
  because: string,
  ...reads: readonly Field[]
): Condition {
  return { kind: 'ask', ask: { subject, asks: question, because, reads, fresh: false, contents: true } };
}

/** A range as a question's subject names it: `5` or `5:9`. */
export function rangeWords([low, high]: readonly [low: number, high: number]): string {
  return low === high ? String(low) : `${low}:${high}`;
}

import type { Ask } from '../condition/condition.js';
import type { Question } from '../trace/trace.js';

/** A match's question as people see it, with the option that settles it. */
export function questionOf(ask: Ask): Question {
  const assume = `--assume '${ask.subject}=yes|no'`;
  return {
    subject: ask.subject,
    accepts: ['yes', 'no'],
    asks: ask.asks,
    because: ask.because,
    settle: ask.settle === undefined ? assume : `${ask.settle} or ${assume}`,
    ...(ask.chance === undefined ? {} : { chance: ask.chance }),
  };
}

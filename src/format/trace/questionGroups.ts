import type { Assumption, Path } from '../../trace/trace.js';
import { harmlessSentence } from '../sentence.js';
import { numberWords } from './pathWords.js';

/** A question of a trace, once, with what was answered where. */
export interface QuestionGroup {
  readonly question: Assumption;
  /** `yes on paths 1 to 3; no on path 4`; harmless. */
  readonly answers: string;
}

/** All questions of paths in printing order, each once. */
export function questionGroups(paths: readonly Path[]): readonly QuestionGroup[] {
  const groups = new Map<string, { question: Assumption; answers: Map<string, number[]> }>();
  for (const [index, { assumptions }] of paths.entries()) {
    for (const question of assumptions) {
      const group = groups.get(question.subject) ?? { question, answers: new Map<string, number[]>() };
      groups.set(question.subject, group);
      const numbers = group.answers.get(question.answer) ?? [];
      group.answers.set(question.answer, numbers);
      if (numbers.at(-1) !== index + 1) numbers.push(index + 1);
    }
  }
  return [...groups.values()].map(({ question, answers }) => ({
    question,
    answers: [...answers]
      .map(([answer, numbers]) => {
        const where = `${numbers.length === 1 ? 'path' : 'paths'} ${numberWords(numbers)}`;
        return `${harmlessSentence(answer)}${numbers.length === paths.length ? '' : ` on ${where}`}`;
      })
      .join('; '),
  }));
}

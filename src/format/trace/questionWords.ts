import type { Assumption } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import { harmlessSentence } from '../sentence.js';

/** A question and the answer that a path assumed: `is 10.0.0.1 in set x? yes (why nothing can tell; --ipset)`. */
export function questionWords(assumption: Assumption): string {
  const { asks, answer, because, settle, chance } = assumption;
  const why = [chance === undefined ? because : answerChance(assumption, chance), settle];
  const words = why.filter((part) => part !== '').map(harmlessSentence);
  return `${harmlessSentence(asks)}? ${harmlessSentence(answer)}${words.length === 0 ? '' : ` (${words.join('; ')})`}`;
}

/** `chance` of a question is that of its first answer. */
function answerChance({ accepts, answer }: Assumption, chance: number): string {
  if (accepts[0] === answer) return `chance ${writeChance(chance)}`;
  return accepts.length === 2 ? `chance ${writeChance(1 - chance)}` : '';
}

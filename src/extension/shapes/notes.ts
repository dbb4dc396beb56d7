import type { Outcome } from '../extension.js';

/** The outcome of a target that changes nothing a rule can see: the packet goes on, `text` says what happened. */
export function noted(text: string): Outcome {
  return { kind: 'do', effects: [{ kind: 'note', text }], verdict: 'CONTINUE' };
}

/** What a log target writes in front of a line, for people: nothing where no prefix was given. */
export function prefixWords(prefix: string | undefined): string {
  return prefix === undefined ? '' : `, prefix "${prefix}"`;
}

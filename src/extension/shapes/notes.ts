import type { Outcome } from '../extension.js';

/** The outcome of a target that changes nothing a rule can see: the packet goes on, `text` says what happened. */
export function noted(text: string): Outcome {
  return { kind: 'do', effects: [{ kind: 'note', text }], verdict: 'CONTINUE' };
}

/** The same of a target that has the kernel tell of the packet, in a form of its own. */
export function recorded(text: string): Outcome {
  return { kind: 'do', effects: [{ kind: 'note', text, record: true }], verdict: 'CONTINUE' };
}

/** The outcome of a target that writes a line about the packet, or has a program write it; that begins with the prefix, where one was given. */
export function logged(text: string, prefix = ''): Outcome {
  const said = prefix === '' ? text : `${text}, prefix "${prefix}"`;
  return { kind: 'do', effects: [{ kind: 'note', text: said, prefix }], verdict: 'CONTINUE' };
}

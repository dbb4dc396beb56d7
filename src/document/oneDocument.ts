import type { Problem } from '../ast/problem.js';
import { problemAt, type Document } from './document.js';
import { readDocuments } from './readDocuments.js';

/** What somebody writes into a file of one document. */
export interface FileKind {
  /** `a file of flows` */
  readonly name: string;
  /** Of its problems. */
  readonly code: string;
  /** What stands in it at least. */
  readonly expected: string;
  readonly hint?: string;
}

/** The only document of a text, or what is wrong with it. */
export type OnlyDocument =
  | { readonly kind: 'one'; readonly document: Document }
  | { readonly kind: 'none'; readonly problems: readonly Problem[] };

/** Reads a text that holds one document, JSON or YAML. `latin1`: one character is one byte. */
export function oneDocument(latin1: string, { name, code, expected, hint }: FileKind): OnlyDocument {
  const { documents, problems } = readDocuments(latin1);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { kind: 'none', problems: errors };
  const [document, second] = documents;
  const severity = 'error';
  if (document === undefined) {
    const message = 'there is nothing in this file';
    return {
      kind: 'none',
      problems: [{ severity, code, message, expected, ...(hint === undefined ? {} : { hint }) }],
    };
  }
  if (second !== undefined) {
    const message = `a second document begins here: ${name} is one`;
    return { kind: 'none', problems: [problemAt(second, [], { severity, code, message })] };
  }
  return { kind: 'one', document };
}

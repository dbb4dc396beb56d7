import type { Problem } from '../ast/problem.js';
import type { Reader } from './documentReader.js';
import { oneDocument, type FileKind } from './oneDocument.js';

/** What a file of one document says, and all that is wrong with it. Where there are problems, it cannot be used. */
export interface FileReading<T> {
  readonly said: T | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the text (latin1) of a file of one document. */
export function readOwnFile<T>(latin1: string, kind: FileKind, read: (reader: Reader) => T): FileReading<T> {
  const only = oneDocument(latin1, kind);
  if (only.kind === 'none') return { said: undefined, problems: only.problems };
  const reader: Reader = { document: only.document, problems: [], code: kind.code };
  const said = read(reader);
  return { said, problems: reader.problems.sort(byPlace) };
}

/** The first in the text first. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

import type { Problem } from '../ast/problem.js';
import { problemAt, type Document, type Value, type ValuePath } from './document.js';
import { nearest } from './nearest.js';

export type Mapping = ReadonlyMap<string, Value>;

/** A document while it is read: everything that is wrong with it is collected. */
export interface Reader {
  readonly document: Document;
  readonly problems: Problem[];
  /** Of the problems. */
  readonly code: string;
}

/** Notes what is wrong with a part. Gives undefined, as what cannot be read. */
export function refuse(
  { document, problems, code }: Reader,
  path: ValuePath,
  message: string,
  more: { readonly expected?: string; readonly hint?: string } = {},
): undefined {
  problems.push(problemAt(document, path, { severity: 'error', code, message, ...more }));
  return undefined;
}

export function isMapping(value: Value | undefined): value is Mapping {
  return value instanceof Map;
}

/** Notes keys that are none of those that there may be. */
export function knownKeys(reader: Reader, path: ValuePath, mapping: Mapping, keys: readonly string[]): void {
  for (const key of mapping.keys()) {
    if (keys.includes(key)) continue;
    const meant = nearest(key, keys);
    refuse(reader, [...path, key], `"${key}" is no key here`, {
      hint: meant === undefined ? `there are ${keys.join(', ')}` : `did you mean ${meant}?`,
    });
  }
}

/** Text that is there; undefined where there is none, which is noted unless the key is missing. */
export function textAt(reader: Reader, path: ValuePath, value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  refuse(reader, path, `"${nameOf(path)}" is no text`, { expected: 'text' });
}

/** A mapping that is there; undefined where there is none, which is noted unless the key is missing. */
export function mappingAt(reader: Reader, path: ValuePath, value: Value | undefined): Mapping | undefined {
  if (value === undefined || isMapping(value)) return value;
  refuse(reader, path, `"${nameOf(path)}" is no mapping`, { expected: `"${nameOf(path)}": { … }` });
}

/** One of some words; undefined where it is none of them, which is noted unless the key is missing. */
export function wordAt<W extends string>(
  reader: Reader,
  path: ValuePath,
  value: Value | undefined,
  words: readonly W[],
): W | undefined {
  if (value === undefined) return undefined;
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  const text = typeof value === 'string' ? value : undefined;
  const meant = text === undefined ? undefined : nearest(text, words);
  refuse(
    reader,
    path,
    `${text === undefined ? 'this' : `"${text}"`} is nothing that "${nameOf(path)}" takes`,
    {
      expected: words.join(', '),
      ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
    },
  );
}

/** The last key of a path. */
function nameOf(path: ValuePath): string {
  return path.findLast((step) => typeof step === 'string') ?? '';
}

/** One text or a list of them, each read; undefined where the key is missing or nothing in it can be used. */
export function listAt<T>(
  reader: Reader,
  path: ValuePath,
  value: Value | undefined,
  expected: string,
  read: (text: string) => T | undefined,
): readonly T[] | undefined {
  if (value === undefined) return undefined;
  const items: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : [value];
  if (items.length === 0) {
    refuse(reader, path, `"${nameOf(path)}" is empty`, { expected });
    return;
  }
  const found = items.flatMap((item, index) => {
    const at = Array.isArray(value) ? [...path, index] : path;
    const text = typeof item === 'string' || typeof item === 'number' ? String(item) : undefined;
    const one = text === undefined ? undefined : read(text);
    if (one !== undefined) return [one];
    refuse(
      reader,
      at,
      text === undefined ? 'this is no text' : `"${text}" is nothing that "${nameOf(path)}" takes`,
      { expected },
    );
    return [];
  });
  return found.length === items.length ? found : undefined;
}

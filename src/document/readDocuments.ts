import { Composer, isMap, isScalar, isSeq, Parser } from 'yaml';
import type { CST, Document as YamlDocument, Node, YAMLError } from 'yaml';
import type { Problem } from '../ast/problem.js';
import type { Document, Place, Value, ValuePath } from './document.js';
import { jsonPlaces, type JsonPlaces } from './jsonPlaces.js';
import { decodeUtf8, encodeUtf8 } from './utf8.js';

/** What a text holds. Where `problems` has an error, `documents` may lack what it is about. */
export interface DocumentsReading {
  readonly documents: readonly Document[];
  readonly problems: readonly Problem[];
}

/** Mappings and sequences within each other. No program or person nests so deep. */
const deepest = 200;

/** In characters. What is longer was printed by a program, which has no key twice. */
const byHand = 1_000_000;

/** In characters. The package quotes what it does not understand, which may be all of a file. */
const mostQuoted = 120;

/**
 * Reads JSON or YAML 1.2, of one or several documents. `latin1`: one character is one byte.
 * A key that stands twice, bytes that are not UTF-8, and more aliases than a person writes are errors.
 */
export function readDocuments(latin1: string): DocumentsReading {
  const text = decodeUtf8(latin1)?.replace(/^\ufeff/, '');
  if (text === undefined) return { documents: [], problems: [notUtf8(latin1)] };
  try {
    return /^\s*[[{]/.test(text) ? readBracket(text) : readYaml(text);
  } catch (error) {
    if (error instanceof RangeError) return { documents: [], problems: [tooDeep()] };
    throw error;
  }
}

/** What people write with a bracket in front may be YAML as well, which says where something is wrong. */
function readBracket(text: string): DocumentsReading {
  const value = parseJson(text);
  if (value === undefined)
    return text.length > byHand ? { documents: [], problems: [notJson()] } : readYaml(text);
  let places: JsonPlaces | undefined;
  const document: Document = {
    value: plain(value, 0),
    place: (path) => placeOfWord(text, jsonOffset(text, (places ??= jsonPlaces(text)), path)),
  };
  const again = text.length > byHand ? [] : [...jsonPlaces(text).twice];
  const problems = again.map(([path, at]) => keyTwice(lastKey(path), placeOfWord(text, at)));
  return { documents: [document], problems };
}

function lastKey(path: string): string {
  return String((JSON.parse(path) as ValuePath).at(-1));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function jsonOffset(text: string, { keys }: JsonPlaces, path: ValuePath): number {
  for (let length = path.length; length > 0; length--) {
    const at = keys.get(JSON.stringify(path.slice(0, length)));
    if (at !== undefined) return at;
  }
  return text.search(/\S/);
}

function readYaml(text: string): DocumentsReading {
  const tokens = [...new Parser().parse(text)];
  // Composing recurses; at the end of the stack V8 may end the process where it should throw.
  if (tokens.some(isTooDeep)) return { documents: [], problems: [tooDeep()] };
  const read = new Composer({ prettyErrors: false, stringKeys: true, logLevel: 'silent' }).compose(tokens);
  const documents: Document[] = [];
  const problems: Problem[] = [];
  for (const each of read) {
    for (const one of each.errors) problems.push(yamlProblem(text, one, 'error'));
    for (const one of each.warnings) problems.push(yamlProblem(text, one, 'warning'));
    if (each.errors.length > 0 || each.contents === null) continue;
    const value = yamlValue(each);
    if (value === null) continue;
    if (value === undefined) {
      problems.push(
        error(
          'too-many-aliases',
          'aliases (*name) stand here for more than could be written out',
          placeAt(text, 0, 1),
        ),
      );
      continue;
    }
    documents.push({
      value: plain(value, 0),
      place: (path) => placeOfWord(text, yamlOffset(each.contents, path)),
    });
  }
  return { documents, problems };
}

function isTooDeep(token: CST.Token): boolean {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((each) => {
      if (each.type === 'document') return each.value === undefined ? [] : [each.value];
      if (!('items' in each)) return [];
      return each.items.flatMap(({ key, value }) =>
        [key, value].filter((part) => part !== null && part !== undefined),
      );
    });
  }
  return false;
}

/** Undefined where aliases multiply: the package says that with a ReferenceError. */
function yamlValue(document: YamlDocument): unknown {
  try {
    return document.toJS({ mapAsMap: true, maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function yamlProblem(
  text: string,
  { code, message, pos }: YAMLError,
  severity: Problem['severity'],
): Problem {
  const [from, to] = pos;
  const place = placeAt(text, from, to);
  if (code === 'DUPLICATE_KEY')
    return keyTwice(/^[^\s:]*/.exec(text.slice(from, from + 200))?.[0] ?? '', place);
  return {
    severity,
    code: 'yaml-syntax',
    message: `this is neither JSON nor YAML: ${encodeUtf8(shortened(message.charAt(0).toLowerCase() + message.slice(1)))}`,
    ...place,
  };
}

function shortened(message: string): string {
  return message.length > mostQuoted ? `${message.slice(0, mostQuoted)}…` : message;
}

function yamlOffset(contents: unknown, path: ValuePath): number {
  let node = contents;
  let at = startOf(node);
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && encodeUtf8(String(key.value)) === step);
      if (pair === undefined) break;
      at = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number' && step in node.items) {
      node = node.items[step];
      at = startOf(node);
    } else {
      break;
    }
  }
  return at;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

/** Objects and Maps become Maps of latin1 keys, so that no key can be taken for something that every object has. */
function plain(value: unknown, depth: number): Value {
  if (depth > deepest) throw new RangeError();
  if (typeof value === 'string') return encodeUtf8(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (typeof value !== 'object' || value === null) return null;
  const entries = value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
  return new Map(entries.map(([key, item]) => [encodeUtf8(String(key)), plain(item, depth + 1)]));
}

/** The place of the word (a key, a value up to the end of its line) that begins at an offset. */
function placeOfWord(text: string, at: number): Place {
  const word = /^(?:"(?:[^"\\\n]|\\.)*"|[^\s:,[\]{}]+)/.exec(text.slice(at, at + 200))?.[0] ?? ' ';
  return placeAt(text, at, at + word.length);
}

/** Offsets in characters. */
function placeAt(text: string, from: number, to: number): Place {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const behind = text.indexOf('\n', from);
  const broken = behind < 0 ? text.length : behind;
  const end = broken > start && text[broken - 1] === '\r' ? broken - 1 : broken;
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) line++;
  const before = encodeUtf8(text.slice(start, Math.min(from, end)));
  const marked = encodeUtf8(text.slice(from, Math.min(to, end)));
  return {
    line,
    column: before.length + 1,
    length: Math.max(marked.length, 1),
    excerpt: encodeUtf8(text.slice(start, end)),
  };
}

function error(code: string, message: string, place: Place): Problem {
  return { severity: 'error', code, message, ...place };
}

function keyTwice(key: string, place: Place): Problem {
  return error('key-twice', `"${encodeUtf8(key)}" stands here for the second time`, place);
}

function notJson(): Problem {
  return { severity: 'error', code: 'json-syntax', message: 'this is not JSON, or it ends too early' };
}

function tooDeep(): Problem {
  return {
    severity: 'error',
    code: 'too-deep',
    message: `this is nested deeper than ${deepest} levels`,
  };
}

function notUtf8(latin1: string): Problem {
  const lines = latin1.split('\n');
  const line = lines.findIndex((each) => decodeUtf8(each) === undefined);
  return {
    severity: 'error',
    code: 'not-utf8',
    message: 'this text is not UTF-8',
    line: line + 1,
    ...(lines[line] === undefined ? {} : { excerpt: lines[line] }),
  };
}

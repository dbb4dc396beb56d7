import type { Problem } from '../ast/problem.js';
import type { Document, DocumentsReading, ValuePath } from './document.js';
import { keyTwice, tooDeep } from './documentProblem.js';
import { jsonPlaces, type JsonPlaces } from './jsonPlaces.js';
import { jsonTexts, type JsonText } from './jsonTexts.js';
import { plainValue } from './plainValue.js';
import { readYaml } from './readYaml.js';
import { textPlaces, type TextPlaces } from './textPlaces.js';
import { decodeUtf8 } from './utf8.js';

/** In characters. What is longer was printed by a program, which has no key twice. */
const byHand = 1_000_000;

/**
 * Reads JSON or YAML 1.2, of one or several documents (of JSON one behind another). `latin1`: one character is one byte.
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
  const places = textPlaces(text);
  const value = parseJson(text);
  if (value !== undefined) return readJson({ at: 0, text }, value, places);
  const several = jsonTexts(text).map((one) => ({ one, value: parseJson(one.text) }));
  const readings = several.flatMap(({ one, value }) =>
    value === undefined ? [] : [readJson(one, value, places)],
  );
  if (readings.length > 1 && readings.length === several.length) {
    return {
      documents: readings.flatMap(({ documents }) => documents),
      problems: readings.flatMap(({ problems }) => problems),
    };
  }
  return text.length > byHand ? { documents: [], problems: [notJson()] } : readYaml(text);
}

/** One JSON text with its value; `places` are those of all that it stands in. */
function readJson({ at: begin, text }: JsonText, value: unknown, places: TextPlaces): DocumentsReading {
  let parts: JsonPlaces | undefined;
  const known = (): JsonPlaces => (parts ??= jsonPlaces(text));
  const document: Document = {
    value: plainValue(value),
    place: (path) => places.ofWord(begin + jsonOffset(text, known(), path)),
  };
  const again = text.length > byHand ? [] : [...known().twice];
  const problems = again.map(([path, at]) => keyTwice(lastKey(path), places.ofWord(begin + at)));
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
  const steps = path.map((step) => (typeof step === 'string' ? (decodeUtf8(step) ?? step) : step));
  for (let length = steps.length; length > 0; length--) {
    const at = keys.get(JSON.stringify(steps.slice(0, length)));
    if (at !== undefined) return at;
  }
  return text.search(/\S/);
}

function notJson(): Problem {
  return { severity: 'error', code: 'json-syntax', message: 'this is not JSON, or it ends too early' };
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

import { isMap, isSeq } from 'yaml';
import type { Document as YamlDocument, YAMLError } from 'yaml';
import type { Problem } from '../ast/problem.js';
import { composeYaml } from './composeYaml.js';
import type { Document, DocumentsReading, Value } from './document.js';
import { keyTwice } from './documentProblem.js';
import { plainValue } from './plainValue.js';
import { textPlaces, type TextPlaces } from './textPlaces.js';
import { encodeUtf8 } from './utf8.js';
import { offsetAt, offsetsOf, type Offsets } from './yamlOffsets.js';

/** In characters. The package quotes what it does not understand, which may be all of a file. */
const mostQuoted = 120;

/** A key that stands twice at the left margin is mostly what another command printed behind the first. */
const betweenDocuments = 'if another document begins here, put a line --- before it';

/** The first items of a sequence whose package's trees are gone. `broken`: something is wrong with them. */
interface Begun {
  readonly values: Value[];
  readonly offsets: Offsets[];
  broken: boolean;
}

interface Parts {
  readonly value: Value;
  readonly offsets: Offsets;
}

/**
 * Reads YAML 1.2, of one or several documents. Nothing of the package's trees is kept, and of a long list never all of them are there.
 * @throws RangeError where values nest too deep
 */
export function readYaml(text: string): DocumentsReading {
  const places = textPlaces(text);
  const documents: Document[] = [];
  const problems: Problem[] = [];
  /** By the offset of the sequence. */
  const begun = new Map<number, Begun>();
  const isBroken = ({ errors, warnings }: YamlDocument.Parsed): boolean => {
    // Where a text is cut off, all that is open is missed at its end: the first tells it.
    const first = new Map(errors.toReversed().map((one) => [one.pos[0], one]));
    for (const one of errors) {
      if (first.get(one.pos[0]) === one) problems.push(yamlProblem(text, places, one, 'error'));
    }
    for (const one of warnings) problems.push(yamlProblem(text, places, one, 'warning'));
    return errors.length > 0;
  };
  const take = (offset: number, part: YamlDocument.Parsed): void => {
    const before = begun.get(offset) ?? { values: [], offsets: [], broken: false };
    begun.set(offset, before);
    before.broken = isBroken(part) || before.broken;
    if (before.broken || !isSeq(part.contents)) return;
    before.values.push(...(plainValue(part.toJS({ mapAsMap: true }), 1) as readonly Value[]));
    before.offsets.push(...part.contents.items.map(offsetsOf));
  };
  for (const each of composeYaml(text, take)) {
    if (isBroken(each) || each.contents === null) continue;
    const parts = partsOf(each, begun);
    if (parts === 'too-many-aliases') problems.push(tooManyAliases(places));
    else if (parts !== 'broken' && parts.value !== null) {
      const { value, offsets } = parts;
      documents.push({ value, place: (path) => places.ofWord(offsetAt(value, offsets, path)) });
    }
  }
  return { documents, problems };
}

function partsOf(
  document: YamlDocument.Parsed,
  begun: ReadonlyMap<number, Begun>,
): Parts | 'too-many-aliases' | 'broken' {
  const whole = yamlValue(document);
  if (whole === undefined) return 'too-many-aliases';
  const { contents } = document;
  const rest: Parts = { value: plainValue(whole), offsets: offsetsOf(contents) };
  const beforeAll = begunAt(contents, begun);
  if (beforeAll !== undefined) return beforeAll.broken ? 'broken' : joined(beforeAll, rest);
  const { value, offsets } = rest;
  if (begun.size === 0 || !isMap(contents) || !(value instanceof Map) || typeof offsets === 'number')
    return rest;
  const under = contents.items.map((pair) => begunAt(pair.value, begun));
  if (under.some((before) => before?.broken)) return 'broken';
  const fields = [...(value as ReadonlyMap<string, Value>)].map(([key, each], index) => {
    const before = under[index];
    const part = { value: each, offsets: offsets.parts[index] ?? 0 };
    return { key, part: before === undefined ? part : joined(before, part) };
  });
  return {
    value: new Map(fields.map(({ key, part }) => [key, part.value])),
    offsets: { ...offsets, parts: fields.map(({ part }) => part.offsets) },
  };
}

function begunAt(node: unknown, begun: ReadonlyMap<number, Begun>): Begun | undefined {
  return isSeq(node) ? begun.get(node.range?.[0] ?? -1) : undefined;
}

/** A sequence with the items that were taken from it. */
function joined(before: Begun, { value, offsets }: Parts): Parts {
  const { at, parts } = typeof offsets === 'number' ? { at: offsets, parts: [] } : offsets;
  return {
    value: before.values.concat(value as readonly Value[]),
    offsets: { at, parts: before.offsets.concat(parts) },
  };
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

function tooManyAliases(places: TextPlaces): Problem {
  const message = 'aliases (*name) stand here for more than could be written out';
  return { severity: 'error', code: 'too-many-aliases', message, ...places.between(0, 1) };
}

function yamlProblem(
  text: string,
  places: TextPlaces,
  { code, message, pos }: YAMLError,
  severity: Problem['severity'],
): Problem {
  const [from, to] = pos;
  const place = places.between(from, to);
  if (code === 'DUPLICATE_KEY') {
    const twice = keyTwice(/^[^\s:]*/.exec(text.slice(from, from + 200))?.[0] ?? '', place);
    return place.column === 1 ? { ...twice, hint: betweenDocuments } : twice;
  }
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

import { jsonPlaces, placeInText } from '../document/jsonPlaces.js';
import type { JsonPlaces } from '../document/jsonPlaces.js';
import type { Input } from './readInput.js';
import { UsageError } from './usageError.js';

/** A JSON file with the places of its parts, to say what is wrong where. */
export interface JsonFile {
  readonly value: unknown;
  /** Ends with a sentence that names the file and the place of a part: the nearest around it that is known. */
  refuse(path: readonly (string | number)[], sentence: string): never;
}

/**
 * Reads a file that people write, or that calitrace wrote.
 * @throws UsageError where it is no JSON, or an object has a key twice
 */
export function readJsonFile({ name, text: latin1 }: Input): JsonFile {
  const text = Buffer.from(latin1, 'latin1')
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const value = parse(name, text);
  const places = jsonPlaces(text);
  const [again] = places.twice;
  if (again !== undefined) {
    const path = JSON.parse(again[0]) as readonly (string | number)[];
    throw new UsageError(`${name}:${placeInText(text, again[1])}: "${String(path.at(-1))}" is there twice`);
  }
  return {
    value,
    refuse(path, sentence) {
      throw new UsageError(`${name}:${placeInText(text, offsetOf(places, path))}: ${sentence}`);
    },
  };
}

function offsetOf({ keys }: JsonPlaces, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const at = keys.get(JSON.stringify(path.slice(0, length)));
    if (at !== undefined) return at;
  }
  return 0;
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const at = /at position (\d+)/.exec(said)?.[1];
    const place = at === undefined ? placeInText(text, text.trimEnd().length) : placeInText(text, Number(at));
    throw new UsageError(`${name}:${place}: this is not JSON (${said.replace(/ at position \d+.*$/s, '')})`);
  }
}

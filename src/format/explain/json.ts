import type { Explanation } from '../../explain/explanation.js';
import { withNames, type Mentioned } from '../jsonNames.js';
import { writeJson } from '../jsonText.js';
import { decodeText } from '../sentence.js';

/** Explanations in their stable JSON form, version 1; docs/json.md describes every key. */
export function explanationsToJson(explanations: readonly Explanation[], mentioned?: Mentioned): string {
  const json = { format: 'calitrace.explain', version: 1, explanations: explanations.map(decoded) };
  return writeJson(withNames(json, mentioned));
}

/** The same with every text decoded; an explanation is a few levels deep. */
function decoded(value: unknown): unknown {
  if (typeof value === 'string') return decodeText(value);
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decoded(each)]));
}

import type { Explanation } from '../../explain/explanation.js';
import { decodeText } from '../sentence.js';
import type { JsonExplanations } from './jsonExplanations.js';

/** Explanations in their stable JSON form, version 1; docs/json.md describes every key. */
export function explanationsToJson(explanations: readonly Explanation[]): JsonExplanations {
  return { format: 'calitrace.explain', version: 1, explanations: explanations.map(decoded) };
}

/** The same with every text decoded; an explanation is a few levels deep. */
function decoded<T>(value: T): T {
  return decodedValue(value) as T;
}

function decodedValue(value: unknown): unknown {
  if (typeof value === 'string') return decodeText(value);
  if (Array.isArray(value)) return value.map(decodedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decodedValue(each)]));
}

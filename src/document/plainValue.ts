import type { Value } from './document.js';
import { encodeUtf8 } from './utf8.js';

/** Mappings and sequences within each other. No program or person nests so deep. */
export const deepest = 200;

/**
 * Objects and Maps become Maps of latin1 keys, so that no key can be taken for something that every object has.
 * @throws RangeError where they nest deeper than `deepest`
 */
export function plainValue(value: unknown, depth = 0): Value {
  if (depth > deepest) throw new RangeError();
  if (typeof value === 'string') return encodeUtf8(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1));
  if (typeof value !== 'object' || value === null) return null;
  const entries = value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
  return new Map(entries.map(([key, item]) => [encodeUtf8(String(key)), plainValue(item, depth + 1)]));
}

import type { Value } from '../document/document.js';

const nothing: ReadonlyMap<string, Value> = new Map();

/** The part of a value that a path of keys leads to; null where it leads nowhere. */
export function partOf(value: Value | undefined, ...keys: readonly string[]): Value {
  let part: Value = value ?? null;
  for (const key of keys) part = mappingOf(part).get(key) ?? null;
  return part;
}

/** A value as a mapping; empty where it is none. */
export function mappingOf(value: Value | undefined): ReadonlyMap<string, Value> {
  return value instanceof Map ? (value as ReadonlyMap<string, Value>) : nothing;
}

/** The same of a sequence. */
export function sequenceOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

/** A text, or a number or truth as it is written; empty where there is none. */
export function textOf(value: Value | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** The texts of a sequence, without empty ones. */
export function textsOf(value: Value | undefined): readonly string[] {
  return sequenceOf(value)
    .map(textOf)
    .filter((text) => text !== '');
}

/** A port, 1 to 65535. */
export function portOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'number' ? value : Number(textOf(value) || 'none');
  return Number.isInteger(number) && number > 0 && number <= 0xffff ? number : undefined;
}

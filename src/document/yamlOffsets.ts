import { isMap, isSeq } from 'yaml';
import type { Node } from 'yaml';
import type { Value, ValuePath } from './document.js';

/**
 * Where a part of a document begins, and where what it holds does, in the order of its value: the keys of a mapping in `keys`, what stands under them or
 * in a sequence in `parts`. It is kept where the tree of the package, ten times as large, is not.
 */
export type Offsets =
  number | { readonly at: number; readonly keys?: readonly number[]; readonly parts: readonly Offsets[] };

export function offsetsOf(node: unknown): Offsets {
  const at = startOf(node);
  if (isMap(node)) {
    const keys = node.items.map(({ key }) => startOf(key));
    return { at, keys, parts: node.items.map(({ value }) => offsetsOf(value)) };
  }
  return isSeq(node) ? { at, parts: node.items.map(offsetsOf) } : at;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

/** The offset of a part; of a path that leads nowhere, of the last part that is there. */
export function offsetAt(value: Value, offsets: Offsets, path: ValuePath): number {
  let [here, at] = [offsets, typeof offsets === 'number' ? offsets : offsets.at];
  let inner: Value | undefined = value;
  for (const step of path) {
    if (typeof here === 'number') break;
    const index = indexOf(inner, step);
    const next: Offsets | undefined = here.parts[index];
    if (next === undefined) break;
    at = here.keys?.[index] ?? (typeof next === 'number' ? next : next.at);
    inner = valueAt(inner, step);
    here = next;
  }
  return at;
}

function indexOf(value: Value | undefined, step: string | number): number {
  if (Array.isArray(value)) return typeof step === 'number' ? step : -1;
  if (!(value instanceof Map)) return -1;
  let index = 0;
  for (const key of (value as ReadonlyMap<string, Value>).keys()) {
    if (key === step) return index;
    index++;
  }
  return -1;
}

function valueAt(value: Value | undefined, step: string | number): Value | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? (value as readonly Value[])[step] : undefined;
  return value instanceof Map ? (value as ReadonlyMap<string, Value>).get(String(step)) : undefined;
}

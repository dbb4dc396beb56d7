import type { OptionEntry, OptionTable } from '../extension/option.js';

/** A table of options, made ready to be asked for each rule. */
export interface OptionIndex {
  /** The key of each name and alias. */
  readonly keys: ReadonlyMap<string, string>;
  /** The options that have to be given, or go badly or only with others. */
  readonly bound: readonly (readonly [key: string, entry: OptionEntry<unknown>])[];
}

const indexes = new WeakMap<OptionTable, OptionIndex>();

/** Made once for a table. A name goes before another option's alias. */
export function indexOptions(table: OptionTable): OptionIndex {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const entries = Object.entries(table);
  const keys = new Map<string, string>();
  for (const [key] of entries) keys.set(key, key);
  for (const [key, { aliases = [] }] of entries) {
    for (const alias of aliases) if (!keys.has(alias)) keys.set(alias, key);
  }
  const bound = entries.filter(
    ([, { required, excludes, requires }]) =>
      required === true || excludes !== undefined || requires !== undefined,
  );
  const index: OptionIndex = { keys, bound };
  indexes.set(table, index);
  return index;
}

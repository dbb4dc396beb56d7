import type { OptionEntry, OptionTable } from '../extension/option.js';

/** An option of a table by the name that it has there. */
export interface NamedOption {
  readonly key: string;
  readonly entry: OptionEntry<unknown>;
}

/** A table of options, made ready to be asked for each rule. */
export interface OptionIndex {
  /** By each name and alias as a rule has it, `--dport`. */
  readonly written: ReadonlyMap<string, NamedOption>;
  /** The options that have to be given, or go badly or only with others. */
  readonly bound: readonly NamedOption[];
}

const indexes = new WeakMap<OptionTable, OptionIndex>();

/** Made once for a table. A name goes before another option's alias. */
export function indexOptions(table: OptionTable): OptionIndex {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const options = Object.entries(table).map(([key, entry]) => ({ key, entry }));
  const written = new Map<string, NamedOption>();
  for (const option of options) written.set(`--${option.key}`, option);
  for (const option of options) {
    for (const alias of option.entry.aliases ?? []) {
      if (!written.has(`--${alias}`)) written.set(`--${alias}`, option);
    }
  }
  const bound = options.filter(
    ({ entry: { required, excludes, requires } }) =>
      required === true || excludes !== undefined || requires !== undefined,
  );
  const index: OptionIndex = { written, bound };
  indexes.set(table, index);
  return index;
}

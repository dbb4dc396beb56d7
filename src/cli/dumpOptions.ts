import { Option } from 'commander';
import type { Family } from '../netfilter/hooks.js';

/** How a dump is read, as options: `memo` is false with `--no-memo`. */
export interface DumpOptions {
  readonly memo: boolean;
}

export function memoOption(): Option {
  return new Option('--no-memo', 'read each line with the grammar: slower, and the same');
}

/** `-4`, `-6`: the family of a dump that does not tell it itself. */
export function familyOption(family: Family): Option {
  return new Option(`-${family}, --ipv${family}`, `the dump is IPv${family} where nothing in it tells`);
}

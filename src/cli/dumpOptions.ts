import { Option } from 'commander';
import type { Family } from '../netfilter/hooks.js';

/** `-4`, `-6`: the family of a dump that does not tell it itself. */
export function familyOption(family: Family): Option {
  return new Option(`-${family}, --ipv${family}`, `the dump is IPv${family} where nothing in it tells`);
}

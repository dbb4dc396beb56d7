import { Option } from 'commander';
import type { Backend, Family } from '../netfilter/hooks.js';

/** How a dump is read, as options: `memo` is false with `--no-memo`. */
export interface DumpOptions {
  readonly memo: boolean;
  /** This machine in place of a file. */
  readonly live?: true;
  /** Of what one machine told, the rules of this backend alone. */
  readonly backend?: Backend;
  readonly verbose?: boolean;
}

export function liveOption(): Option {
  return new Option('--live', 'read this machine itself instead of a dump (as root); -v shows each command');
}

export function backendOption(): Option {
  return new Option(
    '--backend <backend>',
    'where there are rules of both backends, those of one alone',
  ).choices(['legacy', 'nft']);
}

export function memoOption(): Option {
  return new Option('--no-memo', 'read each line with the grammar: slower, and the same');
}

/** `-4`, `-6`: the family of a dump that does not tell it itself. */
export function familyOption(family: Family): Option {
  return new Option(`-${family}, --ipv${family}`, `the dump is IPv${family} where nothing in it tells`);
}

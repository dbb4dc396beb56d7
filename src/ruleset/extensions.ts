import type { MatchExtension, TargetExtension } from '../extension/extension.js';
import type { OptionTable } from '../extension/option.js';
import type { Family } from '../netfilter/hooks.js';
import { protocolNames } from '../netfilter/protocols.js';
import { ruleOptions, shortOptions } from './ruleOptions.js';

/** The matches and targets that rules are bound with. */
export interface Extensions {
  readonly matches: readonly MatchExtension[];
  readonly targets: readonly TargetExtension[];
}

/** Finds extensions by name and family; made once for a list of extensions. */
export interface ExtensionIndex {
  match(name: string, family: Family): MatchExtension | undefined;
  target(name: string, family: Family): TargetExtension | undefined;
}

export function indexExtensions(extensions: Extensions): ExtensionIndex {
  const matches = byFamily(extensions.matches);
  const targets = byFamily(extensions.targets);
  return {
    match: (name, family) => matches[family].get(name),
    target: (name, family) => targets[family].get(name),
  };
}

type Named = Pick<MatchExtension, 'name' | 'aliases' | 'families'>;

function byFamily<E extends Named>(
  extensions: readonly E[],
): Readonly<Record<Family, ReadonlyMap<string, E>>> {
  const of = (family: Family): ReadonlyMap<string, E> =>
    new Map(
      extensions
        .filter(({ families }) => families.includes(family))
        .flatMap((extension) =>
          [extension.name, ...(extension.aliases ?? [])].map((name) => [name, extension] as const),
        ),
    );
  return { 4: of(4), 6: of(6) };
}

/**
 * The options whose next word is a value whatever it looks like (`--comment -j`): every option that takes a value, with its
 * dashes. A name that is a flag in another extension is left out, since a word alone cannot tell them apart.
 */
export function verbatimOptions(extensions: Extensions): ReadonlySet<string> {
  const taking = new Set<string>();
  const flags = new Set<string>();
  const tables: readonly OptionTable[] = [
    ruleOptions,
    ...extensions.matches.map((extension) => extension.options),
    ...extensions.targets.map((extension) => extension.options),
  ];
  for (const table of tables) {
    for (const [key, entry] of Object.entries(table)) {
      for (const name of [key, ...(entry.aliases ?? [])]) {
        (entry.type.takes === 0 || entry.type.optional === true ? flags : taking).add(`--${name}`);
      }
    }
  }
  for (const name of flags) taking.delete(name);
  for (const [short, key] of shortOptions) {
    if (ruleOptions[key].type.takes > 0) taking.add(`-${short}`);
  }
  return taking;
}

/** The names of matches, protocols and targets by the options that they stand behind, with their dashes. */
export function namingOptions({ matches, targets }: Extensions): ReadonlyMap<string, ReadonlySet<string>> {
  const matchNames = new Set(matches.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  const targetNames = new Set(targets.map(({ name }) => name));
  const protocols = new Set(protocolNames());
  return new Map([
    ['-m', matchNames],
    ['--match', matchNames],
    ['-p', protocols],
    ['--protocol', protocols],
    ['-j', targetNames],
    ['--jump', targetNames],
  ]);
}

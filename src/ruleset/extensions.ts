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
  const matches = new Map<string, MatchExtension>();
  for (const extension of extensions.matches) {
    for (const name of [extension.name, ...(extension.aliases ?? [])]) {
      for (const family of extension.families) matches.set(`${family} ${name}`, extension);
    }
  }
  const targets = new Map<string, TargetExtension>();
  for (const extension of extensions.targets) {
    for (const family of extension.families) targets.set(`${family} ${extension.name}`, extension);
  }
  return {
    match: (name, family) => matches.get(`${family} ${name}`),
    target: (name, family) => targets.get(`${family} ${name}`),
  };
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

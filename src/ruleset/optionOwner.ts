import type { Word } from '../ast/ast.js';
import { protocolName } from '../netfilter/protocols.js';
import { completions, findOption, longName, openScope } from './readOptions.js';
import type { OptionScope } from './readOptions.js';
import { commandOptions, ruleOptions, shortOptions } from './ruleOptions.js';
import type { LoadedMatch, RuleReading } from './ruleReading.js';

/** Whose option a word is: the rule's own, or that of an extension in use. `key` is its name there. */
export type OwnedOption =
  | { readonly kind: 'rule'; readonly key: string }
  | { readonly kind: 'match'; readonly key: string; readonly match: LoadedMatch }
  | { readonly kind: 'target'; readonly key: string; readonly scope: OptionScope };

/**
 * Finds the option that a word means, as getopt does: by its whole name, or by a beginning that no other option has. A protocol's match may be
 * loaded for it. Undefined where nobody knows it.
 */
export function ownedOption(reading: RuleReading, word: Word): OwnedOption | undefined {
  const name = longName(word.text);
  if (name === undefined) {
    const key = shortOptions.get(word.text.slice(1));
    return key === undefined ? undefined : { kind: 'rule', key };
  }
  const own = findOption(ruleOptions, name);
  if (own !== undefined) return { kind: 'rule', key: own };
  return namedExactly(reading, name) ?? abbreviated(reading, name) ?? loadProtocolMatch(reading, name, word);
}

/** Of the extensions in use the last one goes first: so getopt sees their options. */
function namedExactly({ target, loaded }: RuleReading, name: string): OwnedOption | undefined {
  const scope = target?.scope;
  const ofTarget = scope === undefined ? undefined : findOption(scope.options, name);
  if (scope !== undefined && ofTarget !== undefined) return { kind: 'target', key: ofTarget, scope };
  for (let index = loaded.length - 1; index >= 0; index -= 1) {
    const one = loaded[index];
    if (one?.kind !== 'match') continue;
    const key = findOption(one.match.scope.options, name);
    if (key !== undefined) return { kind: 'match', key, match: one.match };
  }
  return undefined;
}

/** By a beginning, if all options in use and all commands have only one that begins so. */
function abbreviated(reading: RuleReading, name: string): OwnedOption | undefined {
  const all: readonly OwnedOption[] = [
    ...completions(ruleOptions, name).map((key) => ({ kind: 'rule', key }) as const),
    ...completionsInUse(reading, name),
  ];
  return all.length > 1 || isOfCommand(name) ? undefined : all[0];
}

function completionsInUse({ target, loaded }: RuleReading, name: string): readonly OwnedOption[] {
  const scope = target?.scope;
  const options: OwnedOption[] =
    scope === undefined
      ? []
      : completions(scope.options, name).map((key) => ({ kind: 'target', key, scope }));
  const seen = new Set(options.length > 0 ? [scope?.options] : []);
  for (const one of [...loaded].reverse()) {
    // A match that is loaded twice has its options once.
    if (one.kind !== 'match' || seen.has(one.match.scope.options)) continue;
    seen.add(one.match.scope.options);
    for (const key of completions(one.match.scope.options, name)) {
      options.push({ kind: 'match', key, match: one.match });
    }
  }
  return options;
}

/** Whether the beginning of an option's name may as well be that of a command's. */
function isOfCommand(name: string): boolean {
  return commandOptions.some((option) => option.startsWith(name));
}

/**
 * `-p tcp --dport 80` without `-m tcp`: the protocol's own match is loaded at the first option that nobody knows.
 * @see iptables libxtables/xshared.c load_proto
 */
function loadProtocolMatch(reading: RuleReading, name: string, named: Word): OwnedOption | undefined {
  const protocol = reading.own.given.get('protocol')?.[0];
  if (protocol === undefined || protocol.negated || typeof protocol.value !== 'number') return undefined;
  const extension = reading.place.extensions.match(protocolName(protocol.value), reading.place.family);
  if (extension === undefined) return undefined;
  if (reading.loaded.some((loaded) => loaded.kind === 'match' && loaded.match.extension === extension))
    return undefined;
  const scope = openScope(extension.name, extension.options);
  const [only, ...others] = completions(scope.options, name);
  const isOther = others.length > 0 || completions(ruleOptions, name).length > 0 || isOfCommand(name);
  const key = findOption(scope.options, name) ?? (isOther ? undefined : only);
  if (key === undefined) return undefined;
  const match: LoadedMatch = { extension, scope, named, bad: false };
  reading.loaded.push({ kind: 'match', match });
  return { kind: 'match', key, match };
}

import type { Word } from '../ast/ast.js';
import { protocolName } from '../netfilter/protocols.js';
import { indexOptions } from './optionIndex.js';
import type { NamedOption } from './optionIndex.js';
import { completions, longName, openScope } from './readOptions.js';
import type { OptionScope } from './readOptions.js';
import { commandOptions, ruleOptions, shortOptions } from './ruleOptions.js';
import type { LoadedMatch, RuleReading } from './ruleReading.js';

/** Whose option a word is: the rule's own, or that of an extension in use. `option` is what it is there. */
export type OwnedOption =
  | { readonly kind: 'rule'; readonly option: NamedOption }
  | { readonly kind: 'match'; readonly option: NamedOption; readonly match: LoadedMatch }
  | { readonly kind: 'target'; readonly option: NamedOption; readonly scope: OptionScope };

const ofRule = indexOptions(ruleOptions);

/** The rule's own options as they are written, short or long. */
const ownOptions: ReadonlyMap<string, OwnedOption> = new Map([
  ...[...ofRule.written].map(([written, option]) => [written, { kind: 'rule', option }] as const),
  ...[...shortOptions].map(
    ([letter, key]) => [`-${letter}`, { kind: 'rule', option: { key, entry: ruleOptions[key] } }] as const,
  ),
]);

/**
 * Finds the option that a word means, as getopt does: by its whole name, or by a beginning that no other option has. A protocol's match may be
 * loaded for it. Undefined where nobody knows it.
 */
export function ownedOption(reading: RuleReading, word: Word): OwnedOption | undefined {
  const written = word.text;
  const own = ownOptions.get(written);
  if (own !== undefined || longName(written) === undefined) return own;
  return (
    namedExactly(reading, written) ??
    abbreviated(reading, written) ??
    loadProtocolMatch(reading, written, word)
  );
}

/** Of the extensions in use the last one goes first: so getopt sees their options. */
function namedExactly({ target, loaded }: RuleReading, written: string): OwnedOption | undefined {
  const scope = target?.scope;
  const ofTarget = scope?.index.written.get(written);
  if (scope !== undefined && ofTarget !== undefined) return { kind: 'target', option: ofTarget, scope };
  for (let index = loaded.length - 1; index >= 0; index -= 1) {
    const one = loaded[index];
    if (one?.kind !== 'match') continue;
    const option = one.match.scope.index.written.get(written);
    if (option !== undefined) return { kind: 'match', option, match: one.match };
  }
  return undefined;
}

/** By a beginning, if all options in use and all commands have only one that begins so. */
function abbreviated(reading: RuleReading, written: string): OwnedOption | undefined {
  const all: readonly OwnedOption[] = [
    ...completions(ofRule, written).map((option) => ({ kind: 'rule', option }) as const),
    ...completionsInUse(reading, written),
  ];
  return all.length > 1 || isOfCommand(written) ? undefined : all[0];
}

function completionsInUse({ target, loaded }: RuleReading, written: string): readonly OwnedOption[] {
  const scope = target?.scope;
  const options: OwnedOption[] =
    scope === undefined
      ? []
      : completions(scope.index, written).map((option) => ({ kind: 'target', option, scope }));
  const seen = new Set(options.length > 0 ? [scope?.options] : []);
  for (const one of [...loaded].reverse()) {
    // A match that is loaded twice has its options once.
    if (one.kind !== 'match' || seen.has(one.match.scope.options)) continue;
    seen.add(one.match.scope.options);
    for (const option of completions(one.match.scope.index, written)) {
      options.push({ kind: 'match', option, match: one.match });
    }
  }
  return options;
}

/** Whether the beginning of an option's name may as well be that of a command's. */
function isOfCommand(written: string): boolean {
  return commandOptions.some((option) => `--${option}`.startsWith(written));
}

/**
 * `-p tcp --dport 80` without `-m tcp`: the protocol's own match is loaded at the first option that nobody knows.
 * @see iptables libxtables/xshared.c load_proto
 */
function loadProtocolMatch(reading: RuleReading, written: string, named: Word): OwnedOption | undefined {
  const protocol = reading.own.given.get('protocol')?.[0];
  if (protocol === undefined || protocol.negated || typeof protocol.value !== 'number') return undefined;
  const extension = reading.place.extensions.match(protocolName(protocol.value), reading.place.family);
  if (extension === undefined) return undefined;
  if (reading.loaded.some((loaded) => loaded.kind === 'match' && loaded.match.extension === extension))
    return undefined;
  const scope = openScope(extension.name, extension.options);
  const [only, ...others] = completions(scope.index, written);
  const isOther = others.length > 0 || completions(ofRule, written).length > 0 || isOfCommand(written);
  const option = scope.index.written.get(written) ?? (isOther ? undefined : only);
  if (option === undefined) return undefined;
  const match: LoadedMatch = { extension, scope, named, bad: false };
  reading.loaded.push({ kind: 'match', match });
  return { kind: 'match', option, match };
}

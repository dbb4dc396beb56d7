import type { OptionNode, RuleLine, Word } from '../ast/ast.js';
import type { MatchExtension, TargetExtension, Writer } from '../extension/extension.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import { protocolName } from '../netfilter/protocols.js';
import type { ExtensionIndex } from './extensions.js';
import {
  closeScope,
  completions,
  findOption,
  longName,
  openScope,
  problemAt,
  readOption,
} from './readOptions.js';
import type { OptionScope, RuleProblem } from './readOptions.js';
import { joinedProblems, withWholeWord } from './joinedOption.js';
import { wrongSide } from './interfaceSide.js';
import { partOfCluster } from './shortOptions.js';
import { commandOptions, ruleOptions, shortOptions } from './ruleOptions.js';

/** A table that rules stand in, and what their names mean there. */
export interface TablePlace {
  readonly family: Family;
  readonly table: TableName;
  readonly extensions: ExtensionIndex;
  readonly writer: Writer;
  /** Whether the table has a chain of this name. */
  readonly isChain: (name: string) => boolean;
}

/** Where a rule stands. */
export interface RulePlace extends TablePlace {
  readonly chain: string;
  /** 1-based. */
  readonly number: number;
}

/** A match loaded by -m, or by -p; `bad` once one of its options could not be read. */
export interface LoadedMatch {
  readonly extension: MatchExtension;
  readonly scope: OptionScope;
  readonly named: Word;
  bad: boolean;
}

/** A part of the rule that could not be read; its words are kept for the question. `name`: of the match or the option. */
interface Unread {
  readonly name: string;
  readonly words: string[];
  /** It is a match that calitrace has no file for: options that nobody knows are taken for its own. */
  readonly isMatch: boolean;
}

export type Loaded =
  | { readonly kind: 'match'; readonly match: LoadedMatch }
  | { readonly kind: 'unread'; readonly unread: Unread };

/** What stands after -j; without extension it is a chain, or nobody knows it. */
export interface LoadedTarget {
  readonly name: string;
  readonly named: Word;
  readonly extension?: TargetExtension;
  readonly scope?: OptionScope;
}

/** What has been read of a rule so far. */
export interface RuleReading {
  readonly place: RulePlace;
  readonly own: OptionScope;
  readonly loaded: Loaded[];
  target: LoadedTarget | undefined;
  targetBad: boolean;
  readonly unreadTargetWords: string[];
  readonly problems: RuleProblem[];
  /** The rule is of the other family, in a file written for both: nobody looks at the rest of it. */
  readonly skipped: boolean;
}
/**
 * Reads a rule's options one after another into the tables of the rule itself and of the extensions it loads, as getopt does for
 * iptables-restore. What is wrong is collected; nothing stops the reading.
 * @see iptables iptables/xshared.c do_parse
 */
export function readRule(rule: RuleLine, place: RulePlace): RuleReading {
  const reading: RuleReading = {
    place,
    own: openScope('', ruleOptions),
    loaded: [],
    target: undefined,
    targetBad: false,
    unreadTargetWords: [],
    problems: [],
    skipped: false,
  };
  for (const node of rule.options.flatMap(partOfCluster)) {
    if (isOfOtherFamily(node, place.family)) return { ...reading, skipped: true };
    readNode(reading, node);
  }
  const conflicts = [...closeScope(reading.own, rule.chain), ...negatedLists(reading, rule)];
  reading.problems.push(...conflicts);
  if (conflicts.some(({ code }) => code === 'option-conflict')) reading.targetBad = true;
  return reading;
}

/**
 * `-4` or `-6` where the dump is of the other family: the line is passed over.
 * @see iptables iptables/xshared.c do_parse
 */
function isOfOtherFamily({ name }: OptionNode, family: Family): boolean {
  const written = name.text;
  return family === 4 ? written === '-6' || written === '--ipv6' : written === '-4' || written === '--ipv4';
}

function readNode(reading: RuleReading, node: OptionNode): void {
  const key = ownOption(reading, node);
  if (key !== undefined) {
    readOwn(reading, key, node);
    return;
  }
  const name = longName(node.name.text);
  const owner =
    name === undefined
      ? undefined
      : (findOwner(reading, name) ?? loadProtocolMatch(reading, name, node.name));
  if (owner === undefined) {
    unknownOption(reading, node);
    return;
  }
  const problems = readOption(owner.scope, owner.key, node, reading.place.family);
  reading.problems.push(...problems);
  if (problems.length > 0) owner.spoil();
}

function ownOption(reading: RuleReading, node: OptionNode): string | undefined {
  const written = node.name.text;
  const name = longName(written);
  if (name === undefined) return shortOptions.get(written.slice(1));
  const exact = findOption(ruleOptions, name);
  if (exact !== undefined) return exact;
  const [only, ...others] = completions(ruleOptions, name);
  if (only === undefined || others.length > 0) return undefined;
  return isOfCommand(name) || ownersOf(reading, name).length > 0 ? undefined : only;
}

/** Whether the beginning of an option's name may as well be that of a command's. */
function isOfCommand(name: string): boolean {
  return commandOptions.some((option) => option.startsWith(name));
}

function writtenOption(node: OptionNode): string {
  const words = [node.negation, node.name, node.innerNegation, ...node.words];
  return words.flatMap((word) => (word === undefined ? [] : [word.text])).join(' ');
}

/** @see iptables iptables/xshared.c do_parse ("! not allowed with multiple source or destination IP addresses") */
function negatedLists(reading: RuleReading, rule: RuleLine): readonly RuleProblem[] {
  const given = ['source', 'destination'].flatMap((key) => reading.own.given.get(key)?.[0] ?? []);
  const isList = given.some(({ value }) => Array.isArray(value) && value.length > 1);
  if (!isList || !given.some(({ negated }) => negated)) return [];
  reading.loaded.push({ kind: 'unread', unread: { name: '!', words: ['! with lists'], isMatch: false } });
  return [
    problemAt(rule.chain, 'negated-list', 'a rule with several addresses in -s or -d can negate neither'),
  ];
}

/** What iptables refuses of an option of the rule itself, beyond its form. */
function refuseOwn(reading: RuleReading, key: string, node: OptionNode): readonly RuleProblem[] {
  if (key === 'fragment' && reading.place.family === 6) {
    return [
      problemAt(node.name, 'ipv4-only', `${node.name.text} is not supported in IPv6`, 'use -m frag instead'),
    ];
  }
  const [given] = reading.own.given.get(key) ?? [];
  if (key === 'protocol' && given?.negated === true && given.value === 0) {
    const message = 'the rule would never match: "! -p all" excludes every protocol';
    return [problemAt(node.words[0] ?? node.name, 'never-matches', message)];
  }
  return [];
}

function readOwn(reading: RuleReading, key: string, node: OptionNode): void {
  const problems = [
    ...readOption(reading.own, key, withWholeWord(node, key), reading.place.family),
    ...refuseOwn(reading, key, node),
  ];
  reading.problems.push(...problems);
  if (problems.length > 0 && key !== 'match') spoilOwn(reading, key, node);
  reading.problems.push(...joinedProblems(node, key), ...wrongSide(reading.place.chain, node, key));
  const [word] = node.words;
  if (word === undefined) return;
  if (key === 'match') loadMatch(reading, word);
  if (key === 'jump') loadTarget(reading, word);
}

/** An option of the rule itself that iptables would refuse: the rule asks whether it holds, or what it does. */
function spoilOwn(reading: RuleReading, key: string, node: OptionNode): void {
  if (key === 'jump' || key === 'goto') reading.targetBad = true;
  else {
    reading.loaded.push({
      kind: 'unread',
      unread: { name: node.name.text, words: [writtenOption(node)], isMatch: false },
    });
  }
}

function loadMatch(reading: RuleReading, named: Word): void {
  const extension = reading.place.extensions.match(named.text, reading.place.family);
  if (extension === undefined) {
    reading.loaded.push({
      kind: 'unread',
      unread: { name: named.text, words: ['-m', named.text], isMatch: true },
    });
    reading.problems.push(
      problemAt(
        named,
        'unknown-match',
        `no match is called "${named.text}" in IPv${reading.place.family}`,
        'its rules are walked as a question',
      ),
    );
    return;
  }
  reading.loaded.push({
    kind: 'match',
    match: { extension, scope: openScope(extension.name, extension.options), named, bad: false },
  });
}

function loadTarget(reading: RuleReading, named: Word): void {
  const { place } = reading;
  const extension = place.isChain(named.text) ? undefined : place.extensions.target(named.text, place.family);
  if (named.text === 'DROP' && place.table === 'nat') {
    const message = 'iptables refuses DROP in table nat, which is not for filtering';
    reading.problems.push(problemAt(named, 'drop-in-nat', message));
  }
  reading.target =
    extension === undefined
      ? { name: named.text, named }
      : { name: named.text, named, extension, scope: openScope(extension.name, extension.options) };
}

interface Owner {
  readonly scope: OptionScope;
  readonly key: string;
  readonly spoil: () => void;
}

/** The extensions in use, the last one first: so getopt sees their options. */
function* scopesOf(reading: RuleReading): Generator<Omit<Owner, 'key'>> {
  if (reading.target?.scope !== undefined) {
    yield {
      scope: reading.target.scope,
      spoil: () => {
        reading.targetBad = true;
      },
    };
  }
  for (const loaded of [...reading.loaded].reverse()) {
    if (loaded.kind !== 'match') continue;
    yield {
      scope: loaded.match.scope,
      spoil: () => {
        loaded.match.bad = true;
      },
    };
  }
}

/** The extension that an option belongs to, by its whole name or by a beginning that no other option has. */
function findOwner(reading: RuleReading, name: string): Owner | undefined {
  const [only, ...others] = ownersOf(reading, name);
  if (only === undefined || findOption(only.scope.options, name) !== undefined) return only;
  const isOther = completions(ruleOptions, name).length > 0 || isOfCommand(name);
  return others.length > 0 || isOther ? undefined : only;
}

/** All that an option's name can mean in the extensions in use: one where it is exact. */
function ownersOf(reading: RuleReading, name: string): readonly Owner[] {
  for (const { scope, spoil } of scopesOf(reading)) {
    const key = findOption(scope.options, name);
    if (key !== undefined) return [{ scope, key, spoil }];
  }
  const owners: Owner[] = [];
  for (const { scope, spoil } of scopesOf(reading)) {
    // A match that is loaded twice has its options once.
    if (owners.some((other) => other.scope.options === scope.options)) continue;
    for (const key of completions(scope.options, name)) owners.push({ scope, key, spoil });
  }
  return owners;
}

/**
 * `-p tcp --dport 80` without `-m tcp`: the protocol's own match is loaded at the first option that nobody knows.
 * @see iptables libxtables/xshared.c load_proto
 */
function loadProtocolMatch(reading: RuleReading, name: string, named: Word): Owner | undefined {
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
  return {
    scope,
    key,
    spoil: () => {
      match.bad = true;
    },
  };
}

function unknownOption(reading: RuleReading, node: OptionNode): void {
  const text = writtenOption(node);
  if (
    reading.target !== undefined &&
    reading.target.extension === undefined &&
    !reading.place.isChain(reading.target.name)
  ) {
    reading.unreadTargetWords.push(text);
    return;
  }
  const last = reading.loaded.at(-1);
  if (reading.target === undefined && last?.kind === 'unread' && last.unread.isMatch) {
    last.unread.words.push(text);
    return;
  }
  const hint = /^--(?:s|d)port|^--(?:source|destination)-port|^--tcp-flags|^--syn/.test(node.name.text)
    ? 'ports and TCP flags need -p tcp, -p udp or another protocol with ports before them'
    : undefined;
  reading.problems.push({
    ...problemAt(
      node.name,
      'unknown-option',
      `no match or target of this rule knows "${node.name.text}"`,
      hint,
    ),
    expected: 'an option of the rule or of an extension loaded with -m or -j',
  });
  reading.loaded.push({
    kind: 'unread',
    unread: { name: node.name.text, words: [text], isMatch: false },
  });
}

import type { OptionNode, RuleLine, Word } from '../ast/ast.js';
import type { Family } from '../netfilter/hooks.js';
import { ownedOption } from './optionOwner.js';
import type { NamedOption } from './optionIndex.js';
import { closeScope, openScope, problemAt, readOption } from './readOptions.js';
import type { OptionScope, RuleProblem } from './readOptions.js';
import { joinedProblems, withWholeWord } from './joinedOption.js';
import { wrongSide } from './interfaceSide.js';
import { partOfCluster } from './shortOptions.js';
import { ruleOptions } from './ruleOptions.js';
import type { ChainPlace, RuleReading } from './ruleReading.js';

/**
 * Reads a rule's options one after another into the tables of the rule itself and of the extensions it loads, as getopt does for
 * iptables-restore. What is wrong is collected; nothing stops the reading.
 * @see iptables iptables/xshared.c do_parse
 */
export function readRule(rule: RuleLine, place: ChainPlace): RuleReading {
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
  const { stray = [] } = rule;
  if (stray.length > 0) readStray(reading, rule, stray);
  for (const written of rule.options) {
    if (written.joined !== true) {
      if (isOfOtherFamily(written, place.family)) return { ...reading, skipped: true };
      readNode(reading, written);
      continue;
    }
    for (const node of partOfCluster(written)) {
      if (isOfOtherFamily(node, place.family)) return { ...reading, skipped: true };
      readNode(reading, node);
    }
  }
  const conflicts = closeScope(reading.own, rule.chain);
  tell(reading, conflicts);
  tell(reading, negatedLists(reading, rule));
  tell(reading, longLists(reading, rule));
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

/** Words between the chain and the options: the rule asks whether they hold; without options behind them, also what it does. */
function readStray(
  reading: RuleReading,
  { command, chain, options }: RuleLine,
  stray: readonly Word[],
): void {
  const words = [command, chain, ...stray].map(({ text }) => text);
  reading.loaded.push({ kind: 'unread', unread: { name: command.text, words, isMatch: false } });
  if (options.length === 0) reading.targetBad = true;
}

function readNode(reading: RuleReading, node: OptionNode): void {
  const owned = ownedOption(reading, node.name);
  switch (owned?.kind) {
    case undefined:
      unknownOption(reading, node);
      break;
    case 'rule':
      readOwn(reading, owned.option, node);
      break;
    case 'match':
      if (!readInto(reading, owned.match.scope, owned.option, node)) owned.match.bad = true;
      break;
    case 'target':
      if (!readInto(reading, owned.scope, owned.option, node)) reading.targetBad = true;
      break;
  }
}

/** Whether nothing is wrong with it. */
function readInto(reading: RuleReading, scope: OptionScope, option: NamedOption, node: OptionNode): boolean {
  const problems = readOption(scope, option, node, reading.place.family);
  tell(reading, problems);
  return problems.length === 0;
}

/** Of most options nothing is wrong. */
function tell(reading: RuleReading, problems: readonly RuleProblem[]): void {
  if (problems.length === 0) return;
  for (const problem of problems) reading.problems.push(problem);
}

function writtenOption(node: OptionNode): string {
  const words = [node.negation, node.name, node.innerNegation, ...node.words];
  return words.flatMap((word) => (word === undefined ? [] : [word.text])).join(' ');
}

/** @see iptables iptables/xshared.c do_parse ("! not allowed with multiple source or destination IP addresses") */
function negatedLists(reading: RuleReading, rule: RuleLine): readonly RuleProblem[] {
  const source = reading.own.given.get('source')?.[0];
  const destination = reading.own.given.get('destination')?.[0];
  const isNegated = source?.negated === true || destination?.negated === true;
  if (!isNegated || (!isList(source?.value) && !isList(destination?.value))) return noProblems;
  reading.loaded.push({ kind: 'unread', unread: { name: '!', words: ['! with lists'], isMatch: false } });
  return [
    problemAt(rule.chain, 'negated-list', 'a rule with several addresses in -s or -d can negate neither'),
  ];
}

/** iptables-save writes each rule by itself; two lists of all addresses that a line has room for make more rules than any table. */
const mostRulesOfLine = 1024;

/** How many rules the addresses of a line make. */
export function countRules({ own: { given } }: RuleReading): number {
  return lengthOf(given.get('source')?.[0]?.value) * lengthOf(given.get('destination')?.[0]?.value);
}

/** Lists that make too many rules are not followed: whether the rule matches is a question. */
function longLists(reading: RuleReading, rule: RuleLine): readonly RuleProblem[] {
  const { given } = reading.own;
  const count = countRules(reading);
  if (count <= mostRulesOfLine) return noProblems;
  given.delete('source');
  given.delete('destination');
  reading.loaded.push({
    kind: 'unread',
    unread: { name: '-s', words: ['-s and -d with long lists'], isMatch: false },
  });
  const message = `its addresses make ${count} rules, which are not followed one by one; those behind it count as if it were one`;
  return [problemAt(rule.chain, 'too-many-addresses', message)];
}

function isList(value: unknown): boolean {
  return lengthOf(value) > 1;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 1;
}

/** What iptables refuses of an option of the rule itself, beyond its form. */
function refuseOwn(reading: RuleReading, key: string, node: OptionNode): readonly RuleProblem[] {
  if (key === 'fragment' && reading.place.family === 6) {
    return [
      problemAt(node.name, 'ipv4-only', `${node.name.text} is not supported in IPv6`, 'use -m frag instead'),
    ];
  }
  if (key !== 'protocol') return noProblems;
  const given = reading.own.given.get(key)?.[0];
  if (given?.negated === true && given.value === 0) {
    const message = 'the rule would never match: "! -p all" excludes every protocol';
    return [problemAt(node.words[0] ?? node.name, 'never-matches', message)];
  }
  return noProblems;
}

const noProblems: readonly RuleProblem[] = [];

function readOwn(reading: RuleReading, option: NamedOption, node: OptionNode): void {
  const { key } = option;
  const isRead = readInto(reading, reading.own, option, withWholeWord(node, key));
  const refused = refuseOwn(reading, key, node);
  tell(reading, refused);
  if ((!isRead || refused.length > 0) && key !== 'match') spoilOwn(reading, key, node);
  tell(reading, joinedProblems(node, key));
  tell(reading, wrongSide(reading.place.chain, node, key));
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
  const isChain = place.isChain(named.text);
  const extension = isChain ? undefined : place.extensions.target(named.text, place.family);
  if (named.text === 'DROP' && place.table === 'nat') {
    const message = 'iptables refuses DROP in table nat, which is not for filtering';
    reading.problems.push(problemAt(named, 'drop-in-nat', message));
  }
  reading.target =
    extension === undefined
      ? { name: named.text, named, isChain }
      : { name: named.text, named, isChain, extension, scope: openScope(extension.name, extension.options) };
}

function unknownOption(reading: RuleReading, node: OptionNode): void {
  const text = writtenOption(node);
  const { target } = reading;
  if (target !== undefined && target.extension === undefined && !target.isChain) {
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

import type { OptionNode, RuleLine, Word } from '../ast/ast.js';
import type { Condition } from '../condition/condition.js';
import type { MatchExtension, RuleContext, TargetExtension } from '../extension/extension.js';
import type { Values } from '../extension/option.js';
import type { OptionTable } from '../extension/option.js';
import type { MaskedAddress } from '../extension/types/addresses.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import { protocolName } from '../netfilter/protocols.js';
import type { ExtensionIndex } from './extensions.js';
import {
  closeScope,
  completions,
  findOption,
  longName,
  openScope,
  readOption,
  settingsOf,
} from './readOptions.js';
import type { OptionScope, RuleProblem } from './readOptions.js';
import { ruleCondition, ruleOptions, shortOptions } from './ruleOptions.js';
import type { RuleValues } from './ruleOptions.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';

/** Where a rule stands, and what its names mean there. */
export interface RulePlace {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: string;
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  readonly extensions: ExtensionIndex;
  /** Whether the table has a chain of this name. */
  isChain(name: string): boolean;
}

export interface Binding {
  /** More than one where -s or -d list several addresses, as iptables-restore makes them. */
  readonly rules: readonly BoundRule[];
  readonly problems: readonly RuleProblem[];
}

interface LoadedMatch {
  readonly extension: MatchExtension;
  readonly scope: OptionScope;
  readonly named: Word;
  bad: boolean;
}

/** A match or target that calitrace has no file for; its words are kept for the question. */
interface UnreadExtension {
  readonly name: string;
  readonly named: Word;
  readonly words: string[];
}

type Loaded =
  | { readonly kind: 'match'; readonly match: LoadedMatch }
  | { readonly kind: 'unread'; readonly unread: UnreadExtension };

/** What has been read of a rule so far. */
interface Reading {
  readonly place: RulePlace;
  readonly own: OptionScope;
  readonly loaded: Loaded[];
  target:
    | {
        readonly name: string;
        readonly named: Word;
        readonly extension?: TargetExtension;
        readonly scope?: OptionScope;
      }
    | undefined;
  targetBad: boolean;
  readonly unreadTargetWords: string[];
  readonly problems: RuleProblem[];
}

/** Turns one rule of the dump into conditions, effects and a verdict. */
export function bindRule(rule: RuleLine, place: RulePlace): Binding {
  const reading: Reading = {
    place,
    own: openScope('', ruleOptions),
    loaded: [],
    target: undefined,
    targetBad: false,
    unreadTargetWords: [],
    problems: [],
  };
  for (const node of rule.options) readNode(reading, node);
  reading.problems.push(...closeScope(reading.own, rule.chain));
  const protocol = reading.own.given.get('protocol')?.[0];
  if (protocol?.negated === true && protocol.value === 0) {
    reading.problems.push(
      problemAt(
        rule.chain,
        'never-matches',
        'the rule would never match: "! -p all" excludes every protocol',
      ),
    );
  }
  return { rules: buildRules(reading, rule), problems: reading.problems };
}

function readNode(reading: Reading, node: OptionNode): void {
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

function ownOption(reading: Reading, node: OptionNode): string | undefined {
  const written = node.name.text;
  const name = longName(written);
  if (name === undefined) return shortOptions.get(written.slice(1));
  const exact = findOption(ruleOptions, name);
  if (exact !== undefined) return exact;
  if (findOwner(reading, name) !== undefined) return undefined;
  const [only, ...others] = completions(ruleOptions, name);
  return others.length === 0 ? only : undefined;
}

function readOwn(reading: Reading, key: string, node: OptionNode): void {
  reading.problems.push(...readOption(reading.own, key, node, reading.place.family));
  if (node.joined === true && longName(node.name.text) === undefined && key !== 'jump') {
    reading.problems.push(
      problemAt(
        node.name,
        'joined-option',
        `"${node.name.text}" needs a blank before its value`,
        'iptables 1.8.9 refuses the joined form',
      ),
    );
  }
  const [word] = node.words;
  if (word === undefined) return;
  if (key === 'match') loadMatch(reading, word);
  if (key === 'jump') loadTarget(reading, word);
}

function loadMatch(reading: Reading, named: Word): void {
  const extension = reading.place.extensions.match(named.text, reading.place.family);
  if (extension === undefined) {
    reading.loaded.push({ kind: 'unread', unread: { name: named.text, named, words: [] } });
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

function loadTarget(reading: Reading, named: Word): void {
  const { place } = reading;
  const extension = place.isChain(named.text) ? undefined : place.extensions.target(named.text, place.family);
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
function* scopesOf(reading: Reading): Generator<Omit<Owner, 'key'>> {
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

function findOwner(reading: Reading, name: string): Owner | undefined {
  for (const { scope, spoil } of scopesOf(reading)) {
    const key = findOption(scope.options, name);
    if (key !== undefined) return { scope, key, spoil };
  }
  const candidates: Owner[] = [];
  for (const { scope, spoil } of scopesOf(reading)) {
    for (const key of completions(scope.options, name)) candidates.push({ scope, key, spoil });
  }
  const [only, ...others] = candidates;
  return others.length === 0 ? only : undefined;
}

/**
 * `-p tcp --dport 80` without `-m tcp`: the protocol's own match is loaded at the first option that nobody knows.
 * @see iptables libxtables/xshared.c load_proto
 */
function loadProtocolMatch(reading: Reading, name: string, named: Word): Owner | undefined {
  const protocol = reading.own.given.get('protocol')?.[0];
  if (protocol === undefined || protocol.negated || typeof protocol.value !== 'number') return undefined;
  const extension = reading.place.extensions.match(protocolName(protocol.value), reading.place.family);
  if (extension === undefined) return undefined;
  if (reading.loaded.some((loaded) => loaded.kind === 'match' && loaded.match.extension === extension))
    return undefined;
  const scope = openScope(extension.name, extension.options);
  const [only, ...others] = completions(scope.options, name);
  const key = findOption(scope.options, name) ?? (others.length === 0 ? only : undefined);
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

function unknownOption(reading: Reading, node: OptionNode): void {
  const written = [node.negation?.text, node.name.text, ...node.words.map((word) => word.text)];
  const text = written.filter((word) => word !== undefined).join(' ');
  if (
    reading.target !== undefined &&
    reading.target.extension === undefined &&
    !reading.place.isChain(reading.target.name)
  ) {
    reading.unreadTargetWords.push(text);
    return;
  }
  const last = reading.loaded.at(-1);
  if (reading.target === undefined && last?.kind === 'unread') {
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
  reading.loaded.push({ kind: 'unread', unread: { name: node.name.text, named: node.name, words: [text] } });
}

function problemAt(word: Word, code: string, message: string, hint?: string): RuleProblem {
  const length = (word.raw ?? word.text).length;
  return {
    severity: 'error',
    code,
    message,
    column: word.column,
    length,
    ...(hint === undefined ? {} : { hint }),
  };
}

function buildRules(reading: Reading, rule: RuleLine): BoundRule[] {
  const { place } = reading;
  const values = settingsOf(reading.own) as RuleValues;
  const comments: string[] = [];
  const context = contextOf(place, values);
  const matches = reading.loaded.map((loaded) =>
    loaded.kind === 'match'
      ? bindMatch(reading, loaded.match, context, comments)
      : askAbout(loaded.unread.name, `-m ${[loaded.unread.name, ...loaded.unread.words].join(' ')}`, context),
  );
  const action = bindAction(reading, values, context);
  const sources: readonly (MaskedAddress | undefined)[] = values.source?.value ?? [undefined];
  const destinations: readonly (MaskedAddress | undefined)[] = values.destination?.value ?? [undefined];
  const rules: BoundRule[] = [];
  for (const source of sources) {
    for (const destination of destinations) {
      rules.push({
        table: place.table,
        chain: place.chain,
        number: place.number + rules.length,
        line: rule.line,
        text: place.text,
        matches: [
          { name: 'rule', condition: ruleCondition(values, source, destination), effects: [] },
          ...matches,
        ],
        action,
        comments,
      });
    }
  }
  return rules;
}

function contextOf(place: RulePlace, values: RuleValues): RuleContext {
  return {
    family: place.family,
    table: place.table,
    name: `${place.table}/${place.chain}:${place.number}`,
    protocol: values.protocol?.value ?? 0,
    protocolNegated: values.protocol?.negated ?? false,
  };
}

function bindMatch(
  reading: Reading,
  loaded: LoadedMatch,
  context: RuleContext,
  comments: string[],
): BoundMatch {
  const { extension, scope, named } = loaded;
  const problems: RuleProblem[] = [...closeScope(scope, named)];
  const values = settingsOf(scope) as Values<OptionTable>;
  const { protocols } = extension;
  if (protocols !== undefined && (context.protocolNegated || !protocols.includes(context.protocol))) {
    const names = protocols.map(protocolName).join(', ');
    problems.push(
      problemAt(named, 'missing-protocol', `-m ${extension.name} needs -p with one of: ${names}`),
    );
  }
  if (problems.length === 0 && !loaded.bad) {
    const broken = extension.check?.(values, context);
    if (broken !== undefined)
      problems.push(problemAt(named, 'bad-combination', `${extension.name}: ${broken}`));
  }
  reading.problems.push(...problems);
  if (problems.length > 0 || loaded.bad) return askAbout(extension.name, `-m ${extension.name}`, context);
  const said = extension.says?.(values);
  if (said !== undefined) comments.push(said);
  return {
    name: extension.name,
    condition: extension.condition(values, context),
    effects: extension.effects?.(values, context) ?? [],
  };
}

/** A match that could not be read: never silently true. */
function askAbout(name: string, written: string, context: RuleContext): BoundMatch {
  const condition: Condition = {
    kind: 'ask',
    ask: {
      subject: `unread:${context.name}:${name}`,
      asks: `does "${written}" hold`,
      because: 'calitrace cannot read this match',
      reads: [],
      fresh: false,
    },
  };
  return { name, condition, effects: [] };
}

function bindAction(reading: Reading, values: RuleValues, context: RuleContext): Action {
  const { target, place } = reading;
  if (values.goto !== undefined) return { kind: 'goto', to: values.goto.value };
  if (target === undefined) return { kind: 'none' };
  if (target.extension === undefined || target.scope === undefined) {
    if (place.isChain(target.name)) return { kind: 'jump', to: target.name };
    reading.problems.push(
      problemAt(
        target.named,
        'unknown-target',
        `${place.table} has no chain "${target.name}" and calitrace knows no target of that name`,
        'in an excerpt the chain may have been left out; a path that gets there ends there',
      ),
    );
    return reading.unreadTargetWords.length > 0
      ? { kind: 'unread', name: target.name }
      : { kind: 'jump', to: target.name };
  }
  const problems: RuleProblem[] = [...closeScope(target.scope, target.named)];
  const settings = settingsOf(target.scope) as Values<OptionTable>;
  if (problems.length === 0 && !reading.targetBad) {
    const broken = target.extension.check?.(settings, context);
    if (broken !== undefined)
      problems.push(problemAt(target.named, 'bad-combination', `${target.name}: ${broken}`));
  }
  reading.problems.push(...problems);
  if (problems.length > 0 || reading.targetBad) return { kind: 'unread', name: target.name };
  return { kind: 'target', name: target.name, outcome: target.extension.outcome(settings, context) };
}

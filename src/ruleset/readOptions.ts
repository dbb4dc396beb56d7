import type { OptionNode, Word } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import type { OptionEntry, OptionTable, Setting } from '../extension/option.js';
import type { Family } from '../netfilter/hooks.js';
import { indexOptions } from './optionIndex.js';
import type { NamedOption, OptionIndex } from './optionIndex.js';

/** A problem of one rule; the caller adds line and excerpt. */
export type RuleProblem = Pick<
  Problem,
  'severity' | 'code' | 'message' | 'column' | 'length' | 'expected' | 'hint'
>;

/** One table of options in use by a rule, with what was given so far. */
export interface OptionScope {
  /** For messages: `tcp`, `MARK`; empty for the rule's own options. */
  readonly owner: string;
  readonly options: OptionTable;
  readonly index: OptionIndex;
  readonly given: Map<string, Setting<unknown>[]>;
  /** The options of the rule that this came from, in their order. */
  readonly taken: TakenOption[];
}

export interface TakenOption {
  readonly key: string;
  readonly node: OptionNode;
  readonly value: unknown;
}

export function openScope(owner: string, options: OptionTable): OptionScope {
  return { owner, options, index: indexOptions(options), given: new Map(), taken: [] };
}

/** The name without dashes, or undefined for a short option. */
export function longName(written: string): string | undefined {
  return written.startsWith('--') ? written.slice(2) : undefined;
}

/** All options of a table that have a spelling which begins as a word does, as getopt completes it. */
export function completions({ written }: OptionIndex, beginning: string): readonly NamedOption[] {
  const options = new Set<NamedOption>();
  for (const [spelling, option] of written) {
    if (spelling.startsWith(beginning)) options.add(option);
  }
  return [...options];
}

function at(word: Word): { column: number; length: number } {
  return { column: word.column, length: (word.raw ?? word.text).length };
}

function errorAt(word: Word, code: string, message: string, more: Partial<RuleProblem> = {}): RuleProblem {
  return { severity: 'error', code, message, ...at(word), ...more };
}

/** How an option is called in messages: `--dport of tcp`, `-s`. */
function called(node: OptionNode, scope: OptionScope): string {
  return scope.owner === '' ? node.name.text : `${node.name.text} of ${scope.owner}`;
}

/**
 * Reads one option of `scope` into it. Returns what is wrong, nothing where all is well.
 * @see iptables libxtables/xtoptions.c xtables_option_parse
 */
export function readOption(
  scope: OptionScope,
  { key, entry }: NamedOption,
  node: OptionNode,
  family: Family,
): readonly RuleProblem[] {
  const { takes, optional } = entry.type;
  const negation = node.negation ?? node.innerNegation;
  const formed =
    negation === undefined && node.words.length === takes ? noProblems : formProblems(scope, entry, node);
  const words = textsOf(node.words, takes);
  if (words.length < takes && optional !== true) return formed;
  const reading = entry.type.read(words, family);
  if (!reading.ok) {
    return [
      ...formed,
      errorAt(
        words.length === 0 ? node.name : (node.words[0] ?? node.name),
        'bad-value',
        `"${words.join(' ')}" is no value for ${called(node, scope)}`,
        {
          expected: reading.expected,
          ...(reading.hint === undefined ? {} : { hint: reading.hint }),
        },
      ),
    ];
  }
  const setting = { value: reading.value, negated: negation !== undefined };
  const before = scope.given.get(key);
  if (before === undefined) {
    scope.given.set(key, [setting]);
  } else if (entry.multiple === true) {
    before.push(setting);
  } else {
    return [...formed, errorAt(node.name, 'repeated-option', `${called(node, scope)} is given twice`)];
  }
  scope.taken.push({ key, node, value: reading.value });
  return formed;
}

const noProblems: readonly RuleProblem[] = [];

/** What is wrong with an option before its value is read: a negation, words too few or too many. */
function formProblems(scope: OptionScope, entry: OptionEntry<unknown>, node: OptionNode): RuleProblem[] {
  const { negation, innerNegation, words, name } = node;
  const { takes, optional } = entry.type;
  const problems: RuleProblem[] = [];
  if (negation !== undefined && innerNegation !== undefined) {
    const message = `"!" stands both before and after ${called(node, scope)}`;
    problems.push(errorAt(innerNegation, 'double-negation', message));
  } else if (entry.invert !== true) {
    const negated = negation ?? innerNegation;
    if (negated !== undefined)
      problems.push(errorAt(negated, 'not-invertible', `${called(node, scope)} cannot be negated`));
  }
  if (words.length < takes && optional !== true) {
    const wanted = takes - words.length === 1 ? 'a value' : 'two values';
    problems.push(errorAt(words.at(-1) ?? name, 'missing-value', `${called(node, scope)} needs ${wanted}`));
  }
  const extra = words[takes];
  if (extra !== undefined) {
    problems.push(
      errorAt(extra, 'unexpected-word', `"${extra.text}" does not belong to ${called(node, scope)}`, {
        expected: 'the next option',
      }),
    );
  }
  return problems;
}

/** What the first `count` words mean. */
function textsOf(words: readonly Word[], count: number): readonly string[] {
  const [first, second] = words;
  if (first === undefined || count === 0) return noWords;
  return second === undefined || count === 1 ? [first.text] : [first.text, second.text];
}

const noWords: readonly string[] = [];

/**
 * Closes a scope: what is required, excluded and needed together.
 * @see iptables libxtables/xtoptions.c xtables_options_fcheck
 */
export function closeScope(scope: OptionScope, where: Word): readonly RuleProblem[] {
  const { bound } = scope.index;
  if (bound.length === 0) return noProblems;
  const problems: RuleProblem[] = [];
  const of = scope.owner === '' ? '' : ` of ${scope.owner}`;
  for (const { key, entry } of bound) {
    const given = scope.given.has(key);
    if (!given && entry.required === true) {
      problems.push(errorAt(where, 'missing-option', `--${key}${of} must be given`));
    }
    if (!given) continue;
    const rival = entry.excludes?.find((other) => scope.given.has(other));
    if (rival !== undefined) {
      problems.push(errorAt(where, 'option-conflict', `--${key} and --${rival}${of} exclude each other`));
    }
    if (entry.requires !== undefined && !entry.requires.some((other) => scope.given.has(other))) {
      problems.push(
        errorAt(where, 'missing-option', `--${key}${of} needs --${entry.requires.join(' or --')} beside it`),
      );
    }
  }
  return problems;
}

/** The settings of a scope in the form its extension declares: one setting, or a list where an option may repeat. */
export function settingsOf(scope: OptionScope): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, settings] of scope.given) {
    values[key] = scope.options[key]?.multiple === true ? settings : settings[0];
  }
  return values;
}

/** A problem at a word of the rule. */
export function problemAt(word: Word, code: string, message: string, hint?: string): RuleProblem {
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

import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/address/address.js';
import { readAddress } from '../../src/address/address.js';
import type { OptionNode, RuleLine, Word } from '../../src/ast/ast.js';
import { all } from '../../src/condition/condition.js';
import type { Condition, Derived, Membership } from '../../src/condition/condition.js';
import { evaluate } from '../../src/condition/evaluate.js';
import type { Facts, OpenField, Unknown } from '../../src/condition/evaluate.js';
import type { MatchExtension } from '../../src/extension/extension.js';
import type { Family, TableName } from '../../src/netfilter/hooks.js';
import { protocolNumber } from '../../src/netfilter/protocols.js';
import type { StateEffect } from '../../src/packet/effect.js';
import type { AddressField, BitsField, NamedField, NumericField } from '../../src/packet/field.js';
import { bindRule } from '../../src/ruleset/bindRule.js';
import type { Extensions } from '../../src/ruleset/extensions.js';
import { indexExtensions, verbatimOptions } from '../../src/ruleset/extensions.js';
import type { BoundRule } from '../../src/ruleset/ruleset.js';

type Addresses = Readonly<Partial<Record<AddressField, string>>>;
type Numbers = Readonly<Partial<Record<Exclude<NumericField, 'protocol'>, number>>>;
type Bits = Readonly<Partial<Record<BitsField, number>>>;
type Names = Readonly<Partial<Record<NamedField, string | readonly string[]>>>;

/**
 * A packet for a test, field by field; what is not named is absent, and fragment is `none`. `open` lists fields that exist
 * without a known value; `told` answers derived facts, set memberships, header bytes, draws and questions by their key.
 */
export type Described = Addresses &
  Numbers &
  Bits &
  Names & {
    readonly protocol?: number | string;
    readonly inInterface?: string;
    readonly outInterface?: string;
    readonly open?: readonly NumericField[];
    readonly told?: Readonly<Record<string, boolean>>;
  };

export type Answer = 'yes' | 'no' | 'unknown';

/** Splits words as iptables-restore does: blanks part, double quotes join, a backslash keeps the next character. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    words.push(quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return words;
}

/** The rule that `-A INPUT` with these options makes, with the problems it has. */
export function bindText(
  extensions: Extensions,
  text: string,
  family: Family = 4,
  table: TableName = 'filter',
): { readonly rule: BoundRule; readonly problems: readonly string[] } {
  const { rules, problems } = bindRule(
    ruleLine(wordsOf(text), verbatimOptions(extensions)),
    {
      family,
      table,
      chain: 'INPUT',
      extensions: indexExtensions(extensions),
      writer: { backend: 'legacy', version: undefined },
      isChain: () => false,
    },
    3,
  );
  const [rule] = rules;
  if (rule === undefined) throw new Error(`no rule from "${text}"`);
  return { rule, problems: problems.map(({ message }) => message) };
}

function ruleLine(words: readonly string[], verbatim: ReadonlySet<string>): RuleLine {
  const options: OptionNode[] = [];
  let negation: Word | undefined;
  let takesNext = false;
  let column = 1;
  for (const text of words) {
    const word: Word = { text, column };
    column += text.length + 1;
    const last = options.at(-1);
    if (takesNext && last !== undefined) {
      options[options.length - 1] = { ...last, words: [...last.words, word] };
      takesNext = false;
    } else if (text === '!') {
      negation = word;
    } else if (text.startsWith('-') || last === undefined) {
      options.push({ ...(negation === undefined ? {} : { negation }), name: word, words: [] });
      negation = undefined;
      takesNext = verbatim.has(text);
    } else {
      options[options.length - 1] = { ...last, words: [...last.words, word] };
    }
  }
  const at = { line: 1, column: 1 } as const;
  return {
    kind: 'rule',
    ...at,
    ending: '\n',
    command: { text: '-A', column: 1 },
    chain: { text: 'INPUT', column: 4 },
    options,
    after: '',
  };
}

function bindOne(match: MatchExtension, options: string, family: Family): ReturnType<typeof bindText> {
  const text = /(^| )-m /.test(options) ? options : `-m ${match.name} ${options}`;
  return bindText({ matches: [match], targets: [] }, text, family);
}

/** Whether the options are taken as iptables-restore takes them. */
export function accepts(match: MatchExtension, options: string, family: Family = 4): 'OK' | 'refused' {
  return bindOne(match, options, family).problems.length === 0 ? 'OK' : 'refused';
}

/** The condition of the whole rule. Throws where the options are refused. */
export function conditionOf(match: MatchExtension, options: string, family: Family = 4): Condition {
  const { rule, problems } = bindOne(match, options, family);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return all(...rule.matches.map(({ condition }) => condition));
}

export function effectsOf(
  match: MatchExtension,
  options: string,
  family: Family = 4,
): readonly StateEffect[] {
  return bindOne(match, options, family).rule.matches.flatMap(({ effects }) => effects);
}

/**
 * Whether a packet matches: options as in a dump (`-p tcp -m tcp --dport 80`; `-m NAME` may be left out), through the real
 * reading and the real evaluation.
 */
export function decide(
  match: MatchExtension,
  options: string,
  packet: Described,
  family: Family = 4,
): Answer {
  return evaluate(conditionOf(match, options, family), factsOf(packet)).kind;
}

/** The key of what stands in the way of an answer: an ask's subject, `draw:0.5`, `member:NAME` … */
export function asked(
  match: MatchExtension,
  options: string,
  packet: Described,
  family: Family = 4,
): string | undefined {
  const truth = evaluate(conditionOf(match, options, family), factsOf(packet));
  return truth.kind === 'unknown' ? truth.unknown.key : undefined;
}

/** The key under which `told` answers a derived fact. */
export function derivedKey(derived: Derived): string {
  switch (derived.fact) {
    case 'address-type':
      return [derived.side, derived.types.join(','), derived.limit]
        .filter((part) => part !== undefined)
        .join(':');
    case 'reverse-path':
    case 'socket':
    case 'time':
      return derived.fact;
    case 'bridge-port':
      return 'physdev';
    case 'recent':
      return `recent:${derived.list}`;
  }
}

export function memberKey({ set, sides }: Membership): string {
  return `member:${set}:${sides.join(',')}`;
}

export function factsOf(packet: Described): Facts {
  const told = (key: string): boolean | Unknown => packet.told?.[key] ?? { key };
  return {
    value: (field) => valueOf(packet, field),
    bits: (field) => packet[field],
    openBits: ({ field }) => told(`open:${field}`),
    names(field) {
      const names = packet[field] ?? (field === 'fragment' ? 'none' : []);
      return typeof names === 'string' ? [names] : names;
    },
    interfaceName: (side) => (side === 'in' ? packet.inInterface : packet.outInterface) ?? '',
    openValue: (field) => ({ key: `open:${field}` }),
    openInterface: (side) => told(`open:${side}`),
    derived: (derived) => told(derivedKey(derived)),
    member: (membership) => told(memberKey(membership)),
    bytes: () => told('bytes'),
    draw: (_subject, probability) => told(`draw:${probability}`),
    ask: ({ subject }) => told(subject),
  };
}

function valueOf(packet: Described, field: AddressField | NumericField): Address | OpenField | undefined {
  const value = packet[field];
  if (packet.open?.some((each) => each === field) === true) return { values: [[0, 0xffffffffffff]] };
  if (typeof value !== 'string') return value;
  return field === 'protocol' ? protocolNumber(value) : readAddress(value);
}

/** `[options as in a dump, packet, answer]`, IPv4 unless a family follows. */
export type DecideRow = readonly [options: string, packet: Described, answer: Answer, family?: Family];

/** `[options as written, whether iptables-restore takes them]`, IPv4 unless a family follows. */
export type ReadRow = readonly [options: string, outcome: 'OK' | 'refused', family?: Family];

/** The tests of one match as tables. */
export function testMatch(
  match: MatchExtension,
  tables: { readonly decides: readonly DecideRow[]; readonly reads: readonly ReadRow[] },
): void {
  describe(`-m ${match.name}`, () => {
    it.each(tables.decides.map((row) => [row[0], JSON.stringify(row[1]), row[2], row] as const))(
      '%s on %s: %s',
      (_options, _packet, _answer, [options, packet, answer, family = 4]) => {
        expect(decide(match, options, packet, family)).toBe(answer);
      },
    );
    it.each(tables.reads.map((row) => [row[0], row[1], row] as const))(
      '%s: %s',
      (_written, _outcome, [written, outcome, family = 4]) => {
        expect(accepts(match, written, family)).toBe(outcome);
      },
    );
  });
}

import type { ChainLine, CommentMeaning, Counters, Dump, OptionNode, RuleLine } from '../../ast/ast.js';
import type { Problem } from '../../ast/problem.js';
import { writeRule } from '../../ast/writeDump.js';
import type { Backend, Family } from '../../netfilter/hooks.js';
import type { Count, Ordinal } from '../jsonNumbers.js';
import { problemToJson } from '../problemJson.js';
import type { JsonProblem } from '../problemJson.js';
import { decodeText } from '../sentence.js';

/** What a dump says. */
export interface JsonDump {
  readonly format: 'calitrace.parse';
  readonly version: 1;
  /** In the order of the dump; one name may occur more than once. */
  readonly tables: readonly JsonTable[];
  /** Tables that the dump names but cannot show. */
  readonly incompatible: readonly string[];
  /** Tables whose base chains the dump cannot show in full. */
  readonly foreignChains: readonly string[];
  /** The backend that holds more tables than the dump shows. */
  readonly otherBackend?: Backend;
  /** Lines that are none of iptables-save's; a problem tells of each. */
  readonly unread: readonly { readonly line: Ordinal; readonly text: string }[];
  readonly problems: readonly JsonProblem[];
}

/** One table of a dump. */
export interface JsonTable {
  /** Absent where rules or chains stand before any `*table` line. */
  readonly name?: string;
  readonly line?: Ordinal;
  /** From the header above it; family and backend are absent where it does not tell. */
  readonly family?: Family;
  readonly backend?: Backend;
  readonly committed: boolean;
  readonly chains: readonly JsonChain[];
}

/** One chain of a table. */
export interface JsonChain {
  readonly name: string;
  /** Of its `:CHAIN` line; absent where only its rules tell of it. */
  readonly line?: Ordinal;
  /** `ACCEPT` or `DROP`; user chains have none. */
  readonly policy?: string;
  readonly counters?: JsonCounters;
  /** In the order of the dump. */
  readonly rules: readonly JsonParsedRule[];
}

/** A rule, word for word. */
export interface JsonParsedRule {
  readonly line: Ordinal;
  /** Without counters. */
  readonly text: string;
  /** `-A` */
  readonly command: string;
  readonly counters?: JsonCounters;
  /** Words between the chain and the options, or all behind the chain where no options could be made of it. */
  readonly stray?: readonly string[];
  /** As they stand; `-j` and `-m` are options like all others. */
  readonly options: readonly {
    readonly name: string;
    readonly negated: boolean;
    /** Without quotes. */
    readonly values: readonly string[];
  }[];
}

/** Beyond 2^53 - 1 as text, since JSON's readers would round it. */
export interface JsonCounters {
  readonly packets: Count | string;
  readonly bytes: Count | string;
}

interface TableDraft {
  readonly origin: Pick<JsonTable, 'name' | 'line' | 'family' | 'backend'>;
  committed: boolean;
  readonly chains: Map<string, ChainDraft>;
}

interface ChainDraft {
  readonly name: string;
  declaration?: ChainLine;
  readonly rules: RuleLine[];
}

/** What a dump says, in its stable JSON form, version 1; docs/json.md describes every key. */
export function dumpToJson(dump: Dump, problems: readonly Problem[]): JsonDump {
  const tables: TableDraft[] = [];
  const unread: { line: number; text: string }[] = [];
  const incompatible: string[] = [];
  const foreignChains: string[] = [];
  let header: Extract<CommentMeaning, { kind: 'generated' }> | undefined;
  let otherBackend: Backend | undefined;
  let current: TableDraft | undefined;
  const open = (named: Pick<JsonTable, 'name' | 'line'>): TableDraft => {
    const backend = header?.backend === undefined ? {} : { backend: header.backend };
    const family = header === undefined ? {} : { family: header.family };
    const table: TableDraft = {
      origin: { ...named, ...family, ...backend },
      committed: false,
      chains: new Map(),
    };
    tables.push(table);
    return table;
  };
  for (const line of dump.lines) {
    switch (line.kind) {
      case 'blank':
        break;
      case 'comment':
        if (line.says?.kind === 'generated') header = line.says;
        else if (line.says?.kind === 'other-backend') otherBackend = line.says.other;
        else if (line.says?.kind === 'incompatible-table') incompatible.push(decodeText(line.says.table));
        else if (line.says?.kind === 'foreign-chains') foreignChains.push(decodeText(line.says.table));
        break;
      case 'table':
        current = open({ name: decodeText(line.name.text), line: line.line });
        break;
      case 'chain':
        current ??= open({});
        chainOf(current, line.name.text).declaration ??= line;
        break;
      case 'rule':
        current ??= open({});
        chainOf(current, line.chain.text).rules.push(line);
        break;
      case 'commit':
        if (current !== undefined) current.committed = true;
        current = undefined;
        break;
      case 'unread':
        unread.push({ line: line.line, text: decodeText(line.raw) });
        break;
    }
  }
  return {
    format: 'calitrace.parse',
    version: 1,
    tables: tables.map(({ origin, committed, chains }) => ({
      ...origin,
      committed,
      chains: [...chains.values()].map(chainToJson),
    })),
    incompatible,
    foreignChains,
    ...(otherBackend === undefined ? {} : { otherBackend }),
    unread,
    problems: problems.map(problemToJson),
  };
}

function chainOf(table: TableDraft, name: string): ChainDraft {
  const known = table.chains.get(name);
  if (known !== undefined) return known;
  const chain: ChainDraft = { name, rules: [] };
  table.chains.set(name, chain);
  return chain;
}

function chainToJson({ name, declaration, rules }: ChainDraft): JsonChain {
  const policy = declaration?.policy.text;
  return {
    name: decodeText(name),
    ...(declaration === undefined ? {} : { line: declaration.line }),
    ...(policy === undefined || policy === '-' ? {} : { policy: decodeText(policy) }),
    ...(declaration?.counters === undefined ? {} : { counters: countersToJson(declaration.counters.value) }),
    rules: rules.map(ruleToJson),
  };
}

function ruleToJson(rule: RuleLine): JsonParsedRule {
  return {
    line: rule.line,
    text: decodeText(writeRule(rule)),
    command: decodeText(rule.command.text),
    ...(rule.counters === undefined ? {} : { counters: countersToJson(rule.counters.value) }),
    ...(rule.stray === undefined ? {} : { stray: rule.stray.map(({ text }) => decodeText(text)) }),
    options: rule.options.map(optionToJson),
  };
}

function optionToJson(option: OptionNode): { name: string; negated: boolean; values: readonly string[] } {
  return {
    name: decodeText(option.name.text),
    negated: option.negation !== undefined || option.innerNegation !== undefined,
    values: option.words.map((word) => decodeText(word.text)),
  };
}

function countersToJson({ packets, bytes }: Counters): JsonCounters {
  return { packets: countToJson(packets), bytes: countToJson(bytes) };
}

function countToJson(count: bigint): number | string {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : String(count);
}

import type { ChainLine, Dump, Line, RuleLine, Word } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import { eachHead, lateUnreadLines, lineOf } from '../ast/dumpLines.js';
import type { ChainRun, RuleRun } from '../ast/dumpLines.js';
import { writeLine } from '../ast/writeDump.js';
import { builtinChains, isTableName } from '../netfilter/hooks.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import type { Writer } from '../extension/extension.js';
import { BoundChain } from './boundChain.js';
import type { ChainTable } from './boundChain.js';
import type { ChainFaults } from './chainFaults.js';
import { indexExtensions } from './extensions.js';
import type { Extensions } from './extensions.js';
import { familyOfRules } from './family.js';
import type { TablePlace } from './ruleReading.js';
import type { Chain, Ruleset, Table } from './ruleset.js';

export interface BindOptions {
  readonly extensions: Extensions;
  /** The family of tables that neither a header nor an address tells. */
  readonly family: Family;
}

export interface BoundDump {
  readonly rulesets: ReadonlyMap<Family, Ruleset>;
  /** Tables whose family nothing in the dump tells. */
  readonly familyGuessed: boolean;
  /** `# Warning: iptables-legacy tables present`: the dump is half of the firewall. */
  readonly otherBackend: boolean;
  /** Tables that `# Table … is incompatible` leaves out. */
  readonly incompatible: readonly string[];
  /** Lines that could not be read, or say that something was left out: the rules around them may differ. */
  readonly unreadLines: readonly number[];
  /** What is wrong with chains whose rules were asked for. */
  readonly faults: ChainFaults;
  /** What is wrong with the structure. Problems of rules come from `bindProblems`. */
  readonly problems: readonly Problem[];
}

/** A table as its lines were collected, before its family is known. */
interface TableLines {
  readonly name: TableName;
  readonly at: Pick<Line, 'line'>;
  readonly headerFamily: Family | undefined;
  readonly shared: ChainTable;
  readonly chains: Map<string, BoundChain>;
  /** The same in their order, and how many of them stand before the one whose rules come next. */
  readonly inOrder: BoundChain[];
  passed: number;
}

/** Makes rulesets of a dump: one for each family in it. Rules are bound on first access. */
export function bindRuleset(dump: Dump, options: BindOptions): BoundDump {
  const problems: Problem[] = [];
  const faults: ChainFaults = { byChain: new Map(), met: new Set() };
  const { tables, otherBackend, incompatible, unreadLines } = collectTables(
    dump,
    { family: options.family, extensions: indexExtensions(options.extensions) },
    faults,
    problems,
  );
  const rulesets = new Map<Family, { family: Family; tables: Table[] }>();
  const told = tables.map((table) => table.headerFamily ?? familyOfRules(rulesOf(table)));
  const known = new Set(told.filter((family) => family !== undefined));
  const [onlyFamily] = known.size === 1 ? known : [];
  for (const [index, lines] of tables.entries()) {
    const family = told[index] ?? onlyFamily ?? options.family;
    const ruleset = rulesets.get(family) ?? { family, tables: [] };
    rulesets.set(family, ruleset);
    const table = bindTable(lines, family);
    const twin = ruleset.tables.findIndex(
      (other) => other.name === table.name && other.backend === table.backend,
    );
    if (twin >= 0) {
      ruleset.tables.splice(twin, 1);
      problems.push({
        severity: 'warning',
        code: 'repeated-table',
        message: `table ${table.name} stands twice in this dump; the later one counts, as it does for iptables-restore`,
        line: lines.at.line,
      });
    }
    ruleset.tables.push(table);
  }
  const familyGuessed = tables.length > 0 && known.size === 0;
  return {
    rulesets,
    familyGuessed,
    otherBackend,
    incompatible,
    faults,
    get unreadLines() {
      const late = lateUnreadLines(dump).flatMap(({ code, line }) => (mayHideRules(code) ? [line] : []));
      return late.length === 0 ? unreadLines : [...unreadLines, ...late].sort((a, b) => a - b);
    },
    problems,
  };
}

/** Shell prompts and messages of tools between the lines say nothing about rules. */
function mayHideRules(code: string): boolean {
  return code !== 'shell-prompt' && code !== 'tool-message';
}

/** The problems of a chain's rules. */
export function problemsOfChain(chain: Chain): readonly Problem[] {
  return chain instanceof BoundChain ? chain.problems() : [];
}

/** The problems of all rules, every one of them read; `onlyRead`: of the rules that were. In the order of the dump. */
export function bindProblems(bound: BoundDump, onlyRead = false): readonly Problem[] {
  const problems: Problem[] = [...bound.problems];
  for (const { tables } of bound.rulesets.values()) {
    for (const { chains } of tables) {
      for (const chain of chains.values()) {
        if (onlyRead && isUnreadChain(chain)) continue;
        for (const problem of problemsOfChain(chain)) problems.push(problem);
      }
    }
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** How many chains have rules that nobody has asked for; `family`: of its tables. */
export function countUnreadChains({ rulesets }: BoundDump, only?: Family): number {
  let count = 0;
  for (const { family, tables } of rulesets.values()) {
    if (only !== undefined && family !== only) continue;
    for (const { chains } of tables) {
      for (const chain of chains.values()) if (isUnreadChain(chain)) count += 1;
    }
  }
  return count;
}

function isUnreadChain(chain: Chain): boolean {
  return chain instanceof BoundChain && chain.isUnread;
}

function* rulesOf(table: TableLines): Iterable<RuleLine> {
  for (const chain of table.chains.values()) yield* chain.ruleLines();
}

function collectTables(
  dump: Dump,
  options: Pick<TablePlace, 'family' | 'extensions'>,
  faults: ChainFaults,
  problems: Problem[],
): { tables: TableLines[]; otherBackend: boolean; incompatible: string[]; unreadLines: number[] } {
  const tables: TableLines[] = [];
  const incompatible: string[] = [];
  const unreadLines: number[] = [];
  let otherBackend = false;
  let header: (Writer & { readonly family: Family }) | undefined;
  let current: TableLines | undefined;
  let inUnknownTable = false;
  const open = (name: TableName, at: Pick<Line, 'line'>): TableLines => {
    const chains = new Map<string, BoundChain>();
    // An excerpt may have left out a chain's declaration, but a target's name then stands for the target.
    const isChain = (called: string): boolean => {
      const chain = chains.get(called);
      if (chain === undefined) return false;
      return chain.declared || options.extensions.target(called, shared.place.family) === undefined;
    };
    const writer: Writer = { backend: header?.backend ?? 'legacy', version: header?.version };
    const place = { ...options, table: name, writer, isChain };
    const shared: ChainTable = { dump, faults, place, book: new Map() };
    const table: TableLines = {
      name,
      at,
      headerFamily: header?.family,
      shared,
      chains,
      inOrder: [],
      passed: 0,
    };
    tables.push(table);
    return table;
  };
  for (const line of eachHead(dump)) {
    switch (line.kind) {
      case 'comment':
        if (line.says?.kind === 'generated') {
          const { family, backend = 'legacy', version } = line.says;
          header = { family, backend, version };
        } else if (line.says?.kind === 'other-backend') {
          otherBackend = true;
        } else if (line.says?.kind === 'incompatible-table') {
          incompatible.push(line.says.table);
        }
        break;
      case 'table': {
        const name = line.name.text;
        current = isTableName(name) ? open(name, line) : undefined;
        inUnknownTable = current === undefined;
        if (inUnknownTable) problems.push(unknownTable(line, line.name));
        break;
      }
      case 'chain':
        if (inUnknownTable) break;
        current ??= open('filter', line);
        addChain(current, line, problems);
        break;
      case 'rule':
        if (inUnknownTable) break;
        current ??= open('filter', line);
        addRule(current, line, problems);
        break;
      case 'run':
        if (inUnknownTable) break;
        current ??= open('filter', line);
        addRun(current, dump, line, problems);
        break;
      case 'chains':
        if (inUnknownTable) break;
        current ??= open('filter', line);
        addChains(current, dump, line, problems);
        break;
      case 'commit':
        current = undefined;
        inUnknownTable = false;
        break;
      case 'unread':
        if (mayHideRules(line.code)) unreadLines.push(line.line);
        break;
      case 'blank':
        break;
    }
  }
  return { tables, otherBackend, incompatible, unreadLines };
}

function unknownTable(line: Line, name: Word): Problem {
  return {
    ...placed(line, name),
    severity: 'error',
    code: 'unknown-table',
    message: `there is no table "${name.text}"`,
    expected: 'raw, mangle, nat, filter or security',
  };
}

function placed(line: Line, word: Word): Pick<Problem, 'line' | 'column' | 'length' | 'excerpt'> {
  return {
    line: line.line,
    column: word.column,
    length: (word.raw ?? word.text).length,
    excerpt: writeLine(line),
  };
}

function addChain(table: TableLines, line: ChainLine, problems: Problem[]): void {
  const name = line.name.text;
  const known = table.chains.get(name);
  const isPolicy = line.command?.text === '-P' || line.command?.text === '--policy';
  if (known?.declared === true && !isPolicy) {
    problems.push({
      ...placed(line, line.name),
      severity: 'warning',
      code: 'repeated-chain',
      message: `chain ${name} is declared twice in table ${table.name}`,
    });
    return;
  }
  const policy = line.policy.text;
  const builtin = (builtinChains[table.name] as readonly string[]).includes(name);
  if (!builtin && policy !== '-') {
    problems.push({
      ...placed(line, line.policy),
      severity: 'error',
      code: 'policy-of-user-chain',
      message: `${name} is no built-in chain of ${table.name}, so it cannot have a policy`,
      expected: '-',
    });
  }
  (known ?? newChain(table, name)).declaredPolicy = policy;
}

/** Of a chain that is known already the line is read, since it may have to be told of. */
function addChains(table: TableLines, dump: Dump, { names, line }: ChainRun, problems: Problem[]): void {
  for (const [index, name] of names.entries()) {
    const declaration = table.chains.has(name) ? lineOf(dump, line + index) : undefined;
    if (declaration?.kind === 'chain') addChain(table, declaration, problems);
    else newChain(table, name).declaredPolicy = '-';
  }
}

function newChain(table: TableLines, name: string): BoundChain {
  const chain = new BoundChain(name, table.shared);
  table.chains.set(name, chain);
  table.inOrder.push(chain);
  return chain;
}

function addRule(table: TableLines, line: RuleLine, problems: Problem[]): void {
  const name = line.chain.text;
  let chain = table.chains.get(name);
  if (chain === undefined) {
    chain = newChain(table, name);
    if (!(builtinChains[table.name] as readonly string[]).includes(name)) {
      problems.push({
        ...placed(line, line.chain),
        severity: 'warning',
        code: 'undeclared-chain',
        message: `chain ${name} has rules but no ":${name}" line in table ${table.name}`,
        hint: 'in an excerpt this is harmless: the chain is taken as declared',
      });
    }
  }
  const command = line.command.text;
  if (command === '-I' || command === '--insert') chain.insert(line.line, Number(line.position?.text ?? 1));
  else chain.append(line.line);
}

/** Of a chain that was not declared the first rule is read, since it has to be named. */
function addRun(
  table: TableLines,
  dump: Dump,
  { chain: name, line, count }: RuleRun,
  problems: Problem[],
): void {
  const chain = nextChain(table, name) ?? table.chains.get(name);
  if (chain !== undefined) {
    chain.append(line, count);
    return;
  }
  for (let number = line; number < line + count; number += 1) {
    const rule = lineOf(dump, number);
    if (rule?.kind === 'rule') addRule(table, rule, problems);
  }
}

/**
 * iptables-save prints the rules of the chains in the order of the chains, of which some have none: so names need not be looked up, of which a
 * large dump has two hundred thousand.
 */
function nextChain(table: TableLines, name: string): BoundChain | undefined {
  const { inOrder, passed } = table;
  for (let index = passed; index < passed + fewWithoutRules; index += 1) {
    const chain = inOrder[index];
    if (chain?.name !== name) continue;
    table.passed = index + 1;
    return chain;
  }
  return undefined;
}

const fewWithoutRules = 16;

function bindTable({ name, shared, chains }: TableLines, family: Family): Table {
  shared.place = { ...shared.place, family };
  return { name, family, backend: shared.place.writer.backend, chains };
}

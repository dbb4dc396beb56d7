import type { Dump, Line, RuleLine, Word } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import { eachHead, lateText } from '../ast/dumpLines.js';
import { isTableName } from '../netfilter/hooks.js';
import type { Backend, Family, TableName } from '../netfilter/hooks.js';
import type { Writer } from '../extension/extension.js';
import { bindAllOf, BoundChain } from './boundChain.js';
import type { ChainTable } from './boundChain.js';
import type { ChainFaults } from './chainFaults.js';
import { indexExtensions } from './extensions.js';
import type { Extensions } from './extensions.js';
import { familyOfRules } from './family.js';
import { judgedInPassing, newPassingJudge } from './judgeInPassing.js';
import { LateChains } from './lateChains.js';
import { newLinePatterns } from './linePattern.js';
import type { TablePlace } from './ruleReading.js';
import type { Chain, Ruleset, Table } from './ruleset.js';
import { addChain, addChains, addColumn, addRule, addRun, placed } from './tableLines.js';
import type { TableLines } from './tableLines.js';

export interface BindOptions {
  readonly extensions: Extensions;
  /** The family of tables that neither a header nor an address tells. */
  readonly family: Family;
  /** Nobody asks what rules say, only what is wrong with them: that is found while the lines of the dump come by. */
  readonly inPassing?: boolean;
}

export interface BoundDump {
  readonly rulesets: ReadonlyMap<Family, Ruleset>;
  /** Tables whose family nothing in the dump tells. */
  readonly familyGuessed: boolean;
  /** `# Warning: iptables-legacy tables present`, and the dump has none of them: it is half of the firewall. */
  readonly otherBackend: boolean;
  /** Tables that `# Table … is incompatible` leaves out. */
  readonly incompatible: readonly string[];
  /** Tables with base chains that iptables-save leaves out, as a comment says. */
  readonly foreignChains: readonly string[];
  /** Lines that could not be read, or say that something was left out: the rules around them may differ. */
  readonly unreadLines: readonly number[];
  /** What is wrong with chains whose rules were asked for. */
  readonly faults: ChainFaults;
  /** What is wrong with the structure. Problems of rules come from `bindProblems`. */
  readonly problems: readonly Problem[];
}

/** Makes rulesets of a dump: one for each family in it. Rules are bound on first access. */
export function bindRuleset(dump: Dump, options: BindOptions): BoundDump {
  const problems: Problem[] = [];
  const faults: ChainFaults = { byChain: new Map(), met: new Set() };
  const { tables, otherBackend, incompatible, foreignChains, unreadLines } = collectTables(
    dump,
    { family: options.family, extensions: indexExtensions(options.extensions) },
    options.inPassing === true,
    faults,
    problems,
  );
  const rulesets = new Map<Family, { family: Family; tables: Table[] }>();
  const told = tables.map(toldFamily);
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
    foreignChains,
    faults,
    unreadLines,
    problems,
  };
}

/** Shell prompts, messages of tools and what frames a pasted dump say nothing about rules. */
function mayHideRules(code: string): boolean {
  return code !== 'shell-prompt' && code !== 'tool-message' && code !== 'not-the-dump';
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
      if (chains instanceof LateChains && chains.judged !== undefined) {
        for (const problem of chains.judged) problems.push(problem);
        continue;
      }
      const asked = chains instanceof LateChains ? chains[onlyRead ? 'asked' : 'passing']() : chains.values();
      for (const chain of asked) {
        if (onlyRead && isUnreadChain(chain)) continue;
        for (const problem of problemsOfChain(chain)) problems.push(problem);
      }
    }
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** The same for who needs all rules afterwards: they are bound now, and what is wrong is found on the way. */
export function bindWithProblems(bound: BoundDump): readonly Problem[] {
  for (const { tables } of bound.rulesets.values()) {
    for (const { chains } of tables) for (const chain of chains.values()) bindAllOf(chain);
  }
  return bindProblems(bound);
}

/** How many chains have rules that nobody has asked for; `family`: of its tables. */
export function countUnreadChains({ rulesets }: BoundDump, only?: Family): number {
  let count = 0;
  for (const { family, tables } of rulesets.values()) {
    if (only !== undefined && family !== only) continue;
    for (const { chains } of tables) {
      if (chains instanceof LateChains) count += chains.countUnread();
    }
  }
  return count;
}

function isUnreadChain(chain: Chain): boolean {
  return chain instanceof BoundChain && chain.isUnread;
}

/** The family that a table's header or rules tell. */
function toldFamily(table: TableLines): Family | undefined {
  if (table.headerFamily !== undefined) return table.headerFamily;
  const isSilent = table.judge !== undefined && table.judge.family === undefined;
  return isSilent ? undefined : familyOfRules(rulesOf(table));
}

function* rulesOf(table: TableLines): Iterable<RuleLine> {
  for (const chain of table.chains.values()) yield* chain.ruleLines();
}

function collectTables(
  dump: Dump,
  options: Pick<TablePlace, 'family' | 'extensions'>,
  inPassing: boolean,
  faults: ChainFaults,
  problems: Problem[],
): {
  tables: TableLines[];
  otherBackend: boolean;
  incompatible: string[];
  foreignChains: string[];
  unreadLines: number[];
} {
  const tables: TableLines[] = [];
  const incompatible: string[] = [];
  const foreignChains: string[] = [];
  const unreadLines: number[] = [];
  const mentioned = new Set<Backend>();
  let header: (Writer & { readonly family: Family }) | undefined;
  let current: TableLines | undefined;
  let inUnknownTable = false;
  const open = (name: TableName, at: Pick<Line, 'line'>): TableLines => {
    // An excerpt may have left out a chain's declaration, but a target's name then stands for the target.
    const isChain = (called: string): boolean => {
      if (chains.declares(called)) return true;
      return chains.has(called) && options.extensions.target(called, shared.place.family) === undefined;
    };
    const writer: Writer = { backend: header?.backend ?? 'legacy', version: header?.version };
    const place = { ...options, table: name, writer, isChain };
    const patterns = lateText(dump) === undefined ? undefined : newLinePatterns();
    const shared: ChainTable = {
      dump,
      faults,
      place,
      book: { plans: new Map(), patterns, sayings: new Map() },
    };
    const chains = new LateChains(shared);
    const table: TableLines = {
      name,
      at,
      headerFamily: header?.family,
      shared,
      chains,
      inOrder: [],
      passed: 0,
      judge: inPassing ? newPassingJudge(shared, header?.family) : undefined,
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
          mentioned.add(line.says.other);
        } else if (line.says?.kind === 'incompatible-table') {
          incompatible.push(line.says.table);
        } else if (line.says?.kind === 'foreign-chains') {
          foreignChains.push(line.says.table);
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
      case 'column':
        if (inUnknownTable) break;
        current ??= open('filter', line);
        addColumn(current, dump, line, problems);
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
  const otherBackend = [...mentioned].some(
    (backend) => !tables.some(({ shared }) => shared.place.writer.backend === backend),
  );
  return { tables, otherBackend, incompatible, foreignChains, unreadLines };
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

function bindTable({ name, shared, chains, judge }: TableLines, family: Family): Table {
  shared.place = { ...shared.place, family };
  chains.judged = judge && judgedInPassing(judge);
  return { name, family, backend: shared.place.writer.backend, chains };
}

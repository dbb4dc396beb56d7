import type { ChainLine, Dump, Line, RuleLine, Word } from '../ast/ast.js';
import { lineOf } from '../ast/dumpLines.js';
import type { ChainColumn, ChainRun, RuleRun } from '../ast/dumpLines.js';
import { withForeignHint } from '../ast/foreignCharacters.js';
import type { Problem } from '../ast/problem.js';
import { writeLine } from '../ast/writeDump.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import { BoundChain } from './boundChain.js';
import type { ChainTable } from './boundChain.js';
import { meetRule } from './judgeInPassing.js';
import type { PassingJudge } from './judgeInPassing.js';
import type { LateChains } from './lateChains.js';

/** A table as its lines were collected, before its family is known. */
export interface TableLines {
  readonly name: TableName;
  readonly at: Pick<Line, 'line'>;
  readonly headerFamily: Family | undefined;
  readonly shared: ChainTable;
  readonly chains: LateChains;
  /** Those that were declared one by one, in their order, and how many of them stand before the one whose rules come next. */
  readonly inOrder: BoundChain[];
  passed: number;
  /** Where rules are judged as they come by. */
  readonly judge: PassingJudge | undefined;
}

/** A chain is declared; what is wrong with that goes to the problems. */
export function addChain(table: TableLines, line: ChainLine, problems: Problem[]): void {
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
    const place = placed(line, line.policy);
    const problem: Problem = {
      ...place,
      severity: 'error',
      code: 'policy-of-user-chain',
      message: `${name} is no built-in chain of ${table.name}, so it cannot have a policy`,
      expected: '-',
    };
    problems.push(withForeignHint(problem, place.excerpt));
  }
  (known ?? newChain(table, name)).declaredPolicy = policy;
}

/** Chains in a row. Of one that is known already the line is read, since it may have to be told of. */
export function addChains(
  table: TableLines,
  dump: Dump,
  { names, line }: ChainRun,
  problems: Problem[],
): void {
  for (const [index, name] of names.entries()) {
    const declaration = table.chains.has(name) ? lineOf(dump, line + index) : undefined;
    if (declaration?.kind === 'chain') addChain(table, declaration, problems);
    else newChain(table, name).declaredPolicy = '-';
  }
}

/** Chains in the order of their names, with their rules. */
export function addColumn(table: TableLines, dump: Dump, column: ChainColumn, problems: Problem[]): void {
  if (table.chains.take(column)) return;
  const names = Array.from({ length: column.length }, (_, index) => column.name(index));
  addChains(table, dump, { kind: 'chains', names, line: column.line }, problems);
  for (const [index, chain] of names.entries()) {
    const count = column.ruleCount(index);
    if (count > 0)
      addRun(table, dump, { kind: 'run', chain, line: column.firstRule(index), count }, problems);
  }
}

function newChain(table: TableLines, name: string): BoundChain {
  const chain = new BoundChain(name, table.shared);
  table.chains.add(chain);
  table.inOrder.push(chain);
  return chain;
}

/** A rule stands behind or among those of its chain. */
export function addRule(table: TableLines, line: RuleLine, problems: Problem[]): void {
  const name = line.chain.text;
  let chain = nextChain(table, name) ?? table.chains.get(name);
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
  if (table.judge !== undefined) meetRule(table.judge, line);
}

/** Rules of one chain in a row. Where it was not declared the first rule is read, since it has to be named. */
export function addRun(
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
  const last = inOrder[passed - 1];
  if (last?.name === name) return last;
  for (let index = passed; index < passed + fewWithoutRules; index += 1) {
    const chain = inOrder[index];
    if (chain?.name !== name) continue;
    table.passed = index + 1;
    return chain;
  }
  return undefined;
}

const fewWithoutRules = 16;

/** Where a word stands. */
export function placed(
  line: Line,
  word: Word,
): Required<Pick<Problem, 'line' | 'column' | 'length' | 'excerpt'>> {
  return {
    line: line.line,
    column: word.column,
    length: Math.max((word.raw ?? word.text).length, 1),
    excerpt: writeLine(line),
  };
}

import type { Dump, RuleLine } from '../ast/ast.js';
import { lateText, lineOf } from '../ast/dumpLines.js';
import type { LateText } from '../ast/dumpLines.js';
import { withForeignHint } from '../ast/foreignCharacters.js';
import type { Problem } from '../ast/problem.js';
import { writeLine } from '../ast/writeDump.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { TableName } from '../netfilter/hooks.js';
import { addLateRules, lateRuleOf, twinRule } from './lateRule.js';
import type { ChainBinding, LateRule } from './lateRule.js';
import { soundLines } from './linePattern.js';
import { faultFinder, meetFault } from './chainFaults.js';
import type { ChainFaults } from './chainFaults.js';
import { bindByPlan, judgeByPlan } from './planBook.js';
import type { PlanBook } from './planBook.js';
import type { RuleSpot } from './lookByPlan.js';
import { learnSaying, sayingAt } from './sayings.js';
import type { TablePlace } from './ruleReading.js';
import type { BoundRule, Chain } from './ruleset.js';

/** Of so many rules most are not bound before somebody asks for each. */
const long = 32;

/** Which rules are bound when somebody asks for each: those of long chains, of short ones also those that say what others say, or none at all. */
type Late = 'of long chains' | 'that say the same' | 'none';

/** What the chains of one table have in common. */
export interface ChainTable {
  readonly dump: Dump;
  readonly book: PlanBook;
  readonly faults: ChainFaults;
  /** Its family is settled once the whole dump was seen. */
  place: TablePlace;
}

/**
 * A chain whose rules are bound when the walk first enters it. A class, and as small as it can be, since a large dump has two
 * hundred thousand: its rules are kept as the numbers of their lines.
 */
export class BoundChain implements Chain {
  /** As its `:CHAIN` line says; undefined without one. */
  declaredPolicy: string | undefined;
  /** How many lines with rules it has. */
  private count = 0;
  /** Of the first, 1-based; the others follow it, as iptables-save prints them. */
  private firstLine = 0;
  /** All of them in the order of the rules, where they stand otherwise. */
  private scattered: number[] | undefined;
  private bound: readonly BoundRule[] | undefined;
  /** What is wrong with them, once they are bound; undefined where nothing is. */
  private found: Problem[] | undefined;

  constructor(
    readonly name: string,
    private readonly shared: ChainTable,
  ) {}

  get table(): TableName {
    return this.shared.place.table;
  }

  get policy(): 'ACCEPT' | 'DROP' | undefined {
    if (!(builtinChains[this.table] as readonly string[]).includes(this.name)) return undefined;
    return this.declaredPolicy === 'DROP' ? 'DROP' : 'ACCEPT';
  }

  get declared(): boolean {
    return this.declaredPolicy !== undefined;
  }

  get rules(): readonly BoundRule[] {
    return this.bindOnce('of long chains');
  }

  /** The same, for somebody who looks at many chains of one kind: of rules that say the same few are bound before somebody asks for each. */
  get lateRules(): readonly BoundRule[] {
    return this.bindOnce('that say the same');
  }

  /** Binds all its rules now, for somebody who asks each of them what it says. */
  bindAll(): void {
    this.bindOnce('none');
  }

  private bindOnce(late: Late): readonly BoundRule[] {
    this.bound ??= this.bind(late);
    meetFault(this.shared.faults, this);
    return this.bound;
  }

  /** Whether it has rules for which nobody has asked. */
  get isUnread(): boolean {
    return this.count > 0 && this.bound === undefined;
  }

  /** Puts the rules of `count` lines behind the others, the first of them at `line`. */
  append(line: number, count = 1): void {
    if (this.count === 0) this.firstLine = line;
    if (this.scattered === undefined && line !== this.firstLine + this.count)
      this.scattered = this.lineNumbers();
    for (let next = line; this.scattered !== undefined && next < line + count; next += 1)
      this.scattered.push(next);
    this.count += count;
  }

  /** Puts it before the rule of that number, 1-based, or behind the last. */
  insert(line: number, number: number): void {
    this.scattered ??= this.lineNumbers();
    this.scattered.splice(number - 1, 0, line);
    this.count += 1;
  }

  private lineNumbers(): number[] {
    return Array.from({ length: this.count }, (_, index) => this.firstLine + index);
  }

  private lineNumber(index: number): number {
    return this.scattered?.[index] ?? this.firstLine + index;
  }

  /** Of the rule at `index`, from 0. */
  private ruleLine(index: number): RuleLine | undefined {
    const line = lineOf(this.shared.dump, this.lineNumber(index));
    return line?.kind === 'rule' ? line : undefined;
  }

  /** The lines of its rules. */
  *ruleLines(): Iterable<RuleLine> {
    for (let index = 0; index < this.count; index += 1) {
      const line = this.ruleLine(index);
      if (line !== undefined) yield line;
    }
  }

  /** Puts the rules of a long chain from the one at `index` on behind the others, as far as they look like others; gives how many. */
  private addRow(
    rules: BoundRule[],
    index: number,
    binding: ChainBinding,
    spot: RuleSpot & { number: number },
  ): number {
    const late = lateText(this.shared.dump);
    if (late === undefined) return 0;
    const count = this.scattered === undefined ? this.count - index : 1;
    return addLateRules(rules, late, this.lineNumber(index), count, binding, spot);
  }

  /** The rule of a long chain at `index`, where it is right by its plan. */
  private lateRule(index: number, binding: ChainBinding, spot: RuleSpot): LateRule | undefined {
    const line = this.ruleLine(index);
    return line && lateRuleOf(line, binding, spot, binding.book.patterns);
  }

  /** The same of a short chain, where another rule that said the same was right, or its plan is known. */
  private twin(
    late: LateText,
    index: number,
    saying: string | undefined,
    binding: ChainBinding,
    spot: RuleSpot,
  ): LateRule | undefined {
    const known = twinRule(late, this.lineNumber(index), saying, binding, spot);
    if (known !== undefined) return known;
    const line = this.ruleLine(index);
    const sound = line && lateRuleOf(line, binding, spot);
    if (sound !== undefined) learnSaying(saying, sound.matchCount, binding.book);
    return sound;
  }

  private bind(late: Late): readonly BoundRule[] {
    const { place, book, dump, faults } = this.shared;
    const isLong = late !== 'none' && this.count >= long;
    const twins = late === 'that say the same' && !isLong ? lateText(dump) : undefined;
    const noteFault = faultFinder(faults, this, dump);
    const rules: BoundRule[] = [];
    const spot = { place, chain: this.name, number: 1 };
    const common = { dump, place, book, chain: this.name };
    for (let index = 0; index < this.count; index += 1) {
      spot.number = rules.length + 1;
      const passed = isLong ? this.addRow(rules, index, common, spot) : 0;
      if (passed > 0) {
        index += passed - 1;
        continue;
      }
      const saying = twins && sayingAt(twins.placeOfLine(this.lineNumber(index)), spot);
      const known = isLong
        ? this.lateRule(index, common, spot)
        : twins && this.twin(twins, index, saying, common, spot);
      if (known !== undefined) {
        rules.push(known);
        continue;
      }
      const line = this.ruleLine(index);
      if (line === undefined) continue;
      const binding = bindByPlan(line, spot, book);
      for (const rule of binding.rules) rules.push(rule);
      const [only, more] = binding.rules;
      if (binding.problems.length === 0 && more === undefined)
        learnSaying(saying, only?.matches.length, book);
      if (binding.problems.length > 0)
        this.found = withMore(this.found, placedProblems(binding.problems, line));
    }
    noteFault(this.found ?? []);
    // A copy has no room left for more: there are as many as there are chains.
    return rules.slice();
  }

  /** What is wrong with the rules. Where they are not bound yet they are not kept either: those who ask need not want them. */
  problems(): readonly Problem[] {
    if (this.bound !== undefined) return this.found ?? [];
    const { place, book, dump } = this.shared;
    let problems: Problem[] | undefined;
    const spot = { place, chain: this.name, number: 1 };
    const late = lateText(dump);
    for (let index = 0; index < this.count; index += 1) {
      if (late !== undefined) {
        const count = this.scattered === undefined ? this.count - index : 1;
        index += soundLines(late, this.lineNumber(index), count, spot, book.patterns);
        if (index >= this.count) break;
      }
      const line = this.ruleLine(index);
      if (line === undefined) continue;
      const judgement = judgeByPlan(line, spot, book);
      spot.number += judgement?.count ?? 1;
      if (judgement !== undefined && judgement.problems.length > 0)
        problems = withMore(problems, placedProblems(judgement.problems, line));
    }
    return problems ?? noProblems;
  }
}

/** The rules of a chain, for somebody who looks at many chains of one kind. */
export function lateRulesOf(chain: Chain): readonly BoundRule[] {
  return chain instanceof BoundChain ? chain.lateRules : chain.rules;
}

/** Binds every rule of a chain, for somebody who asks all of them what they say. */
export function bindAllOf(chain: Chain): void {
  if (chain instanceof BoundChain) chain.bindAll();
}

/** Puts problems behind others one by one: a line may have more of them than a call takes. */
function withMore(problems: Problem[] = [], more: readonly Problem[]): Problem[] {
  for (const problem of more) problems.push(problem);
  return problems;
}

const noProblems: readonly Problem[] = [];

/** So many problems of one rule are told, each with the whole line: more would be far more text than the dump. */
const mostOfRule = 20;

/** The problems of a rule with the line that it stands in. */
export function placedProblems(problems: readonly Problem[], line: RuleLine): readonly Problem[] {
  const excerpt = writeLine(line);
  const all = problems.map((problem) => ({
    ...withForeignHint(problem, excerpt),
    line: line.line,
    excerpt,
  }));
  if (all.length <= mostOfRule) return all;
  const errors = all.filter(({ severity }) => severity === 'error');
  const told = [...errors, ...all.filter(({ severity }) => severity !== 'error')].slice(0, mostOfRule);
  const message = `${all.length - mostOfRule} more problems of this rule are not listed`;
  return [...told, { severity: 'warning', code: 'more-problems', message, line: line.line }];
}

import type { Dump, RuleLine } from '../ast/ast.js';
import { lineOf } from '../ast/dumpLines.js';
import type { Problem } from '../ast/problem.js';
import { writeLine } from '../ast/writeDump.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { TableName } from '../netfilter/hooks.js';
import { bindByPlan, bindIfWrong } from './planBook.js';
import type { PlanBook } from './planBook.js';
import type { TablePlace } from './readRule.js';
import type { BoundRule, Chain } from './ruleset.js';

/** One chain of a dump as its lines say, before its rules are read. */
export interface ChainLines {
  /** As its `:CHAIN` line says; undefined without one. */
  policy: string | undefined;
  /** The lines of its rules in their order, 1-based. */
  rules: number[];
}

/** What the chains of one table have in common. */
export interface ChainTable {
  readonly dump: Dump;
  readonly place: TablePlace;
  readonly book: PlanBook;
}

/** A chain whose rules are bound when the walk first enters it. A class, since a large dump has two hundred thousand. */
export class BoundChain implements Chain {
  private bound: readonly BoundRule[] | undefined;

  constructor(
    readonly name: string,
    private readonly lines: ChainLines,
    private readonly shared: ChainTable,
  ) {}

  get table(): TableName {
    return this.shared.place.table;
  }

  get policy(): 'ACCEPT' | 'DROP' | undefined {
    if (!(builtinChains[this.table] as readonly string[]).includes(this.name)) return undefined;
    return this.lines.policy === 'DROP' ? 'DROP' : 'ACCEPT';
  }

  get declared(): boolean {
    return this.lines.policy !== undefined;
  }

  get rules(): readonly BoundRule[] {
    this.bound ??= this.bind();
    return this.bound;
  }

  private *ruleLines(): Iterable<RuleLine> {
    for (const number of this.lines.rules) {
      const line = lineOf(this.shared.dump, number);
      if (line?.kind === 'rule') yield line;
    }
  }

  private bind(): readonly BoundRule[] {
    const { place, book } = this.shared;
    const rules: BoundRule[] = [];
    for (const line of this.ruleLines()) {
      const spot = { place, chain: this.name, number: rules.length + 1 };
      const binding = bindByPlan(line, spot, book);
      for (const rule of binding.rules) rules.push(rule);
    }
    return rules;
  }

  /** What is wrong with the rules, which are not kept: those who ask need not want them. */
  problems(): readonly Problem[] {
    const { place, book } = this.shared;
    const problems: Problem[] = [];
    let number = 1;
    for (const line of this.ruleLines()) {
      const binding = bindIfWrong(line, { place, chain: this.name, number }, book);
      number += binding === undefined ? 1 : binding.rules.length;
      for (const problem of binding?.problems ?? []) {
        problems.push({ ...problem, line: line.line, excerpt: writeLine(line) });
      }
    }
    return problems;
  }
}

import type { ChainLine, RuleLine } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import { writeLine } from '../ast/writeDump.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { TableName } from '../netfilter/hooks.js';
import { bindByPlan, bindIfWrong } from './planBook.js';
import type { PlanBook } from './planBook.js';
import type { TablePlace } from './readRule.js';
import type { BoundRule, Chain } from './ruleset.js';

/** The lines of one chain: where it is declared, and its rules in their order. */
export interface ChainLines {
  readonly declaration?: ChainLine;
  rules: RuleLine[];
}

/** A chain whose rules are bound when the walk first enters it. A class, since a large dump has two hundred thousand. */
export class BoundChain implements Chain {
  private bound: readonly BoundRule[] | undefined;

  constructor(
    readonly name: string,
    private readonly lines: ChainLines,
    private readonly place: TablePlace,
    private readonly book: PlanBook,
  ) {}

  get table(): TableName {
    return this.place.table;
  }

  get policy(): 'ACCEPT' | 'DROP' | undefined {
    if (!(builtinChains[this.table] as readonly string[]).includes(this.name)) return undefined;
    return this.lines.declaration?.policy.text === 'DROP' ? 'DROP' : 'ACCEPT';
  }

  get declared(): boolean {
    return this.lines.declaration !== undefined;
  }

  get rules(): readonly BoundRule[] {
    this.bound ??= this.bind();
    return this.bound;
  }

  private bind(): readonly BoundRule[] {
    const { place, name: chain } = this;
    const rules: BoundRule[] = [];
    for (const line of this.lines.rules) {
      const binding = bindByPlan(line, { place, chain, number: rules.length + 1 }, this.book);
      for (const rule of binding.rules) rules.push(rule);
    }
    return rules;
  }

  /** What is wrong with the rules, which are not kept: those who ask need not want them. */
  problems(): readonly Problem[] {
    const { place, name: chain } = this;
    const problems: Problem[] = [];
    let number = 1;
    for (const line of this.lines.rules) {
      const binding = bindIfWrong(line, { place, chain, number }, this.book);
      number += binding === undefined ? 1 : binding.rules.length;
      for (const problem of binding?.problems ?? []) {
        problems.push({ ...problem, line: line.line, excerpt: writeLine(line) });
      }
    }
    return problems;
  }
}

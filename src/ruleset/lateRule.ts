import { cutWords, RememberedRule } from '../ast/rememberedLine.js';
import type { RuleLine } from '../ast/ast.js';
import type { TableName } from '../netfilter/hooks.js';
import { bindByPlan, findPlan } from './planBook.js';
import type { PlanBook } from './planBook.js';
import { firstAddress, isSound } from './readByPlan.js';
import type { FirstAddress } from './readByPlan.js';
import type { TablePlace } from './ruleReading.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';

/** What rules of one table are bound with. */
export interface TableBinding {
  readonly place: TablePlace;
  readonly book: PlanBook;
}

/**
 * A rule that was looked at, found right, and is bound when somebody asks what it says. Of the thousands of rules of a long chain most ask for
 * another address than a packet has, which can be told without.
 */
export class LateRule implements BoundRule {
  private known: BoundRule | undefined;

  constructor(
    private readonly source: RememberedRule,
    private readonly binding: TableBinding,
    readonly chain: string,
    readonly number: number,
    /** How many matches it has. */
    readonly matchCount: number,
    /** The one address that a packet has to have before anything else is asked. */
    readonly firstAddress: FirstAddress | undefined,
  ) {}

  get table(): TableName {
    return this.binding.place.table;
  }

  get line(): number {
    return this.source.line;
  }

  get text(): string {
    return this.source.written;
  }

  get matches(): readonly BoundMatch[] {
    return this.bound.matches;
  }

  get action(): Action {
    return this.bound.action;
  }

  get comments(): readonly string[] {
    return this.bound.comments;
  }

  private get bound(): BoundRule {
    this.known ??= this.bind();
    return this.known;
  }

  private bind(): BoundRule {
    const { source, binding, chain, number } = this;
    const [rule] = bindByPlan(source, { place: binding.place, chain, number }, binding.book).rules;
    if (rule === undefined) throw new Error(`line ${source.line} was a rule, and is none`);
    return rule;
  }
}

/** The rule of a line, if it is one that nothing is wrong with and whose plan is known; else undefined: it has to be bound. */
export function lateRule(
  line: RuleLine,
  binding: TableBinding,
  chain: string,
  number: number,
): LateRule | undefined {
  if (!(line instanceof RememberedRule)) return undefined;
  const { place, book } = binding;
  const spot = { place, chain, number };
  const cuts = cutWords(line);
  const plan = findPlan(line, cuts, spot, book);
  if (plan === undefined || !isSound(plan, line, cuts, spot)) return undefined;
  const address = firstAddress(plan, line, cuts, place.family);
  return new LateRule(line, binding, chain, number, plan.matches.length + 1, address);
}

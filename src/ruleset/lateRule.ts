import type { Dump, Line, RuleLine } from '../ast/ast.js';
import type { LateText } from '../ast/dumpLines.js';
import { cutWords, RememberedRule } from '../ast/rememberedLine.js';
import type { TableName } from '../netfilter/hooks.js';
import { learnPattern, soundLine } from './linePattern.js';
import type { SoundLine } from './linePattern.js';
import { bindByPlan, findPlan } from './planBook.js';
import type { PlanBook } from './planBook.js';
import { firstAddress, isSound, readHost } from './readByPlan.js';
import type { FirstAddress, RuleSpot } from './readByPlan.js';
import type { TablePlace } from './ruleReading.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';

/** What rules of one table are bound with. */
export interface TableBinding {
  readonly dump: Dump;
  readonly place: TablePlace;
  readonly book: PlanBook;
}

/** A line that is known to be a rule: what it says is read when somebody asks. */
type LateSource = RememberedRule | LateLine;

/**
 * A rule that was looked at, found right, and is bound when somebody asks what it says. Of the thousands of rules of a long chain most ask for
 * another address than a packet has, which can be told without.
 */
export class LateRule implements BoundRule {
  private known: BoundRule | undefined;

  constructor(
    private readonly source: LateSource,
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
    const line = source instanceof RememberedRule ? source : source.read;
    const spot = { place: binding.place, chain, number };
    const [rule] = line.kind === 'rule' ? bindByPlan(line, spot, binding.book).rules : [];
    if (rule === undefined) throw new Error(`line ${source.line} was a rule, and is none`);
    return rule;
  }
}

/** The rule of a line, if it is one that nothing is wrong with and whose plan is known; else undefined: it has to be bound. */
export function lateRuleOf(line: RuleLine, binding: TableBinding, spot: RuleSpot): LateRule | undefined {
  if (!(line instanceof RememberedRule)) return undefined;
  const { place, book } = binding;
  const cuts = cutWords(line);
  const plan = findPlan(line, cuts, spot, book);
  if (plan === undefined || !isSound(plan, line, cuts, spot)) return undefined;
  const address = firstAddress(plan, line, cuts, place.family);
  learnPattern(plan, line, place.family, book.patterns);
  return new LateRule(line, binding, spot.chain, spot.number, plan.matches.length + 1, address);
}

/** The same of the line of that number, where it looks like others. */
export function lateRuleOfText(
  late: LateText,
  line: number,
  binding: TableBinding,
  spot: RuleSpot,
): LateRule | undefined {
  const start = late.startOfLine(line);
  const found = soundLine(late.text, start, spot, binding.book.patterns);
  if (found === undefined) return undefined;
  const address = addressOf(found);
  if (address === undefined && found.pattern.asked > 0) return undefined;
  const { chain, number } = spot;
  const matchCount = found.pattern.plan.matches.length + 1;
  return new LateRule(new LateLine(late, line, start), binding, chain, number, matchCount, address);
}

/** The rule of the line of that number, where another one says the same and is right. */
export function twinRule(
  late: LateText,
  line: number,
  saying: string | undefined,
  binding: TableBinding,
  { chain, number }: RuleSpot,
): LateRule | undefined {
  const matchCount = saying === undefined ? undefined : binding.book.sayings.get(saying);
  if (matchCount === undefined) return undefined;
  const source = new LateLine(late, line, late.startOfLine(line));
  return new LateRule(source, binding, chain, number, matchCount, undefined);
}

class LateLine {
  constructor(
    private readonly late: LateText,
    readonly line: number,
    private readonly start: number,
  ) {}

  get read(): Line {
    return this.late.ruleAt(this.start, this.line);
  }

  /** It ends with a newline, and nothing stands before its command: so a pattern has it. */
  get written(): string {
    const { late, start } = this;
    return late.text.slice(start, late.text.indexOf('\n', start));
  }
}

/** As `firstAddress` has it; undefined also where the address is written otherwise than iptables-save writes one. */
function addressOf({ pattern: { asked, field }, groups }: SoundLine): FirstAddress | undefined {
  const host = asked === 0 ? undefined : readHost(groups[asked] ?? '');
  return host === undefined ? undefined : { field, address: host };
}

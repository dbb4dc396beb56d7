import type { Address } from '../address/address.js';
import type { Dump, RuleLine } from '../ast/ast.js';
import { lateText, lineOf } from '../ast/dumpLines.js';
import type { LateText } from '../ast/dumpLines.js';
import { headLength } from '../ast/ruleHead.js';
import { cutWords, RememberedRule } from '../ast/rememberedLine.js';
import type { TableName } from '../netfilter/hooks.js';
import { learnPattern, soundLine } from './linePattern.js';
import type { LinePatterns } from './linePattern.js';
import { bindByPlan, findPlan } from './planBook.js';
import type { PlanBook } from './planBook.js';
import { firstAddress, hostAt, isSound } from './lookByPlan.js';
import type { FirstAddress, RuleSpot } from './lookByPlan.js';
import type { TablePlace } from './ruleReading.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';

const dash = 0x2d;

/** What the rules of one chain are bound with. */
export interface ChainBinding {
  readonly dump: Dump;
  readonly place: TablePlace;
  readonly book: PlanBook;
  readonly chain: string;
}

/**
 * A rule that was looked at, found right, and is bound when somebody asks what it says. Of the thousands of rules of a long chain most ask for
 * another address than a packet has, which can be told without. There is one for each of them: it is as small as it can be.
 */
export class LateRule implements BoundRule {
  private known: BoundRule | undefined;

  constructor(
    private readonly binding: ChainBinding,
    /** 1-based. */
    readonly line: number,
    /** Where the line begins: on which sheet of the dump's text, and how far from its beginning. */
    private readonly sheet: string,
    private readonly start: number,
    readonly number: number,
    /** How many matches it has. */
    readonly matchCount: number,
    /** The one address that a packet has to have before anything else is asked, and where. */
    readonly asksFor: Address | undefined,
    readonly asksIn: FirstAddress['field'],
  ) {}

  get table(): TableName {
    return this.binding.place.table;
  }

  get chain(): string {
    return this.binding.chain;
  }

  get text(): string {
    return this.plainText ?? this.bound.text;
  }

  /** Of a line before whose command nothing stands, and that a newline ends. */
  private get plainText(): string | undefined {
    const { sheet, start } = this;
    const late = lateText(this.binding.dump);
    if (late === undefined || sheet.charCodeAt(start) !== dash) return undefined;
    const end = sheet.indexOf('\n', start);
    return end < 0 ? undefined : sheet.slice(start, end);
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
    const { binding, line, sheet, start, number } = this;
    const { dump, place, chain, book } = binding;
    const late = lateText(dump);
    const source = late === undefined ? lineOf(dump, line) : late.ruleAt({ sheet, at: start }, line);
    const [rule] = source?.kind === 'rule' ? bindByPlan(source, { place, chain, number }, book).rules : [];
    if (rule === undefined) throw new Error(`line ${line} was a rule, and is none`);
    return rule;
  }
}

/**
 * The rule of a line, if it is one that nothing is wrong with and whose plan is known; else undefined: it has to be bound. `patterns`: where to remember what
 * it looks like.
 */
export function lateRuleOf(
  line: RuleLine,
  binding: ChainBinding,
  spot: RuleSpot,
  patterns?: LinePatterns,
): LateRule | undefined {
  if (!(line instanceof RememberedRule)) return undefined;
  const { place, book } = binding;
  const cuts = cutWords(line);
  const plan = findPlan(line, cuts, spot, book);
  if (plan === undefined || !isSound(plan, line, cuts, spot)) return undefined;
  const first = firstAddress(plan, line, cuts, place.family);
  learnPattern(plan, line, place.family, patterns);
  const { field = 'destination', address } = first ?? {};
  const { sheet, start } = line;
  const matchCount = plan.matches.length + 1;
  return new LateRule(binding, line.line, sheet, start, spot.number, matchCount, address, field);
}

/**
 * The same of lines that look like others, from the one of that number on, of at most `count` that belong to the chain: puts their rules behind the others, up to the
 * first line of which more has to be read, and gives how many there were. In one loop, since this is done for ten thousand lines, mostly before anything
 * is optimised.
 */
export function addLateRules(
  rules: BoundRule[],
  late: LateText,
  line: number,
  count: number,
  binding: ChainBinding,
  spot: RuleSpot & { number: number },
): number {
  const { patterns } = binding.book;
  const before = headLength(binding.chain);
  const first = late.behindHead(line, binding.chain);
  if (patterns === undefined || first === undefined) return 0;
  const { sheet } = first;
  let { at } = first;
  for (let taken = 0; taken < count; taken += 1) {
    // The chain may go on on another sheet.
    const pattern = at < sheet.length ? soundLine(sheet, at, spot, patterns) : undefined;
    if (pattern === undefined) return taken;
    const { asked, plan } = pattern;
    const address = asked === undefined ? undefined : hostAt(sheet, at + asked.offset);
    // Written otherwise than iptables-save writes one.
    if (asked !== undefined && address === undefined) return taken;
    const field = asked?.field ?? 'destination';
    const start = at - before;
    rules.push(
      new LateRule(binding, line + taken, sheet, start, spot.number, plan.matches.length + 1, address, field),
    );
    spot.number += 1;
    // Where the next line begins otherwise, with counters or its chain in quotes, no option begins there.
    at = patterns.next + before;
  }
  return count;
}

/** The rule of the line of that number, where another one says the same and is right. */
export function twinRule(
  late: LateText,
  line: number,
  saying: string | undefined,
  binding: ChainBinding,
  { number }: RuleSpot,
): LateRule | undefined {
  const matchCount = saying === undefined ? undefined : binding.book.sayings.get(saying);
  if (matchCount === undefined) return undefined;
  const { sheet, at } = late.placeOfLine(line);
  return new LateRule(binding, line, sheet, at, number, matchCount, undefined, 'destination');
}

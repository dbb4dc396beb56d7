import type { RuleLine } from '../ast/ast.js';
import { cutWords, RememberedRule } from '../ast/rememberedLine.js';
import type { Shape } from '../ast/rememberedLine.js';
import { bindRule, buildRules, judgeRule } from './bindRule.js';
import type { Binding, Judgement } from './bindRule.js';
import { buildByPlan } from './buildByPlan.js';
import { learnPattern } from './linePattern.js';
import type { LinePatterns } from './linePattern.js';
import { isPlanFor, isSound, placeOf } from './lookByPlan.js';
import type { RuleSpot } from './lookByPlan.js';
import { readRule } from './readRule.js';
import type { ChainPlace } from './ruleReading.js';
import { planOf } from './rulePlan.js';
import type { RulePlan } from './rulePlan.js';
import type { Sayings } from './sayings.js';

/** The plans of one table's rules by their shapes, and what their lines look like. Only rules that were read by their shape have any. */
export interface PlanBook {
  readonly plans: Map<Shape, RulePlan[]>;
  /** Undefined where all lines were read before: then there are none to look at. */
  readonly patterns: LinePatterns | undefined;
  readonly sayings: Sayings;
}

/** A shape whose rules load so many different extensions has no further plans. */
const mostPlans = 32;

/** As bindRule, but options are looked up only in the first rule of a kind. */
export function bindByPlan(rule: RuleLine, spot: RuleSpot, book: PlanBook): Binding {
  if (!(rule instanceof RememberedRule)) return bindRule(rule, placeOf(spot), spot.number);
  const cuts = cutWords(rule);
  const plan = findPlan(rule, cuts, spot, book);
  if (plan === undefined) return bindAndPlan(rule, placeOf(spot), spot.number, book);
  if (!isSound(plan, rule, cuts, spot)) return bindRule(rule, placeOf(spot), spot.number);
  return { rules: [buildByPlan(plan, rule, cuts, spot)], problems: noProblems };
}

const noProblems: Binding['problems'] = [];

/** What is wrong with a rule and how many it makes; undefined where it is one with nothing wrong. Rules are made only to plan others. */
export function judgeByPlan(rule: RuleLine, spot: RuleSpot, book: PlanBook): Judgement | undefined {
  if (!(rule instanceof RememberedRule)) return judgeRule(rule, placeOf(spot));
  const cuts = cutWords(rule);
  const plan = findPlan(rule, cuts, spot, book);
  if (plan === undefined) {
    const { rules, problems } = bindAndPlan(rule, placeOf(spot), spot.number, book);
    return { count: rules.length, problems };
  }
  if (!isSound(plan, rule, cuts, spot)) return judgeRule(rule, placeOf(spot));
  learnPattern(plan, rule, spot.place.family, book.patterns);
  return undefined;
}

/** The plan by which a rule is read; undefined where there is none yet. */
export function findPlan(
  rule: RememberedRule,
  cuts: Readonly<Int32Array>,
  { place }: RuleSpot,
  book: PlanBook,
): RulePlan | undefined {
  const plans = book.plans.get(rule.shape);
  if (plans === undefined) return undefined;
  for (const plan of plans) if (isPlanFor(plan, rule, cuts, place)) return plan;
  return undefined;
}

function bindAndPlan(rule: RememberedRule, place: ChainPlace, number: number, book: PlanBook): Binding {
  const reading = readRule(rule, place);
  const rules = buildRules(reading, rule, number);
  const plans = book.plans.get(rule.shape) ?? [];
  const plan = rules.length === 1 && plans.length < mostPlans ? planOf(rule, reading) : undefined;
  if (plan !== undefined) book.plans.set(rule.shape, [...plans, plan]);
  return { rules, problems: reading.problems };
}

import type { RememberedRule } from '../ast/rememberedLine.js';
import type { RuleContext } from '../extension/extension.js';
import type { OptionTable, Values } from '../extension/option.js';
import { actionOf, matchOf, ownMatch } from './bindRule.js';
import { contextOfTurn } from './matchTurn.js';
import { partOf } from './partOf.js';
import { readSettings, wordAt } from './lookByPlan.js';
import type { Cuts, RuleSpot } from './lookByPlan.js';
import type { PlannedAction, PlannedMatch, PlannedPart, RulePlan } from './rulePlan.js';
import type { RuleValues } from './ruleOptions.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';

/** The rule that `bindRule` would make of one that is sound by its plan. What others say the same of it shares with them. */
export function buildByPlan(plan: RulePlan, rule: RememberedRule, cuts: Cuts, spot: RuleSpot): BoundRule {
  const matches = matchesOf(plan, rule, cuts, spot);
  return {
    table: spot.place.table,
    chain: spot.chain,
    number: spot.number,
    line: rule.line,
    text: rule.written,
    matches,
    action: plannedAction(plan, rule, cuts, spot),
    comments: commentsOf(plan, rule, cuts, spot),
  };
}

function matchesOf(plan: RulePlan, rule: RememberedRule, cuts: Cuts, spot: RuleSpot): readonly BoundMatch[] {
  const last = plan.last.matches;
  const own = partOf(plan.asked, makeOwn, plan, rule, cuts, spot);
  const matches = [own];
  let isSame = last[0] === own;
  for (const planned of plan.matches) {
    const match = partOf(planned, makeMatch, plan, rule, cuts, spot);
    isSame &&= last[matches.length] === match;
    matches.push(match);
  }
  if (isSame) return last;
  // A copy has no room left for more, of which there would be more than there are matches.
  plan.last.matches = matches.slice();
  return plan.last.matches;
}

function makeOwn(_: PlannedPart<BoundMatch>, values: Values<OptionTable>): BoundMatch {
  const own = values as RuleValues;
  return ownMatch(own, own.source?.value[0], own.destination?.value[0]);
}

function makeMatch(
  { extension, turn }: PlannedMatch,
  values: Values<OptionTable>,
  context: RuleContext,
): BoundMatch {
  return matchOf(extension, values, contextOfTurn(context, turn));
}

function makeAction(
  { extension, name }: PlannedAction,
  values: Values<OptionTable>,
  context: RuleContext,
): Action {
  return actionOf(extension, name, values, context);
}

const none: Action = { kind: 'none' };

function plannedAction(plan: RulePlan, rule: RememberedRule, cuts: Cuts, spot: RuleSpot): Action {
  const { target, goto } = plan;
  if (goto !== undefined) return { kind: 'goto', to: wordAt(rule, cuts, goto.first) };
  if (target === undefined) return none;
  if (target.loaded !== undefined) return partOf(target.loaded, makeAction, plan, rule, cuts, spot);
  // Its name was found to be that of a chain.
  const { last } = target;
  last.action ??= { kind: 'jump', to: last.chain };
  return last.action;
}

const noComments: readonly string[] = [];

function commentsOf(
  plan: RulePlan,
  rule: RememberedRule,
  cuts: Cuts,
  { place }: RuleSpot,
): readonly string[] {
  let comments = noComments;
  for (const { extension, scope } of plan.matches) {
    const values = extension.says === undefined ? undefined : readSettings(scope, rule, cuts, place.family);
    const said = values && extension.says?.(values as Values<OptionTable>);
    if (said !== undefined) comments = comments.length === 0 ? [said] : [...comments, said];
  }
  return comments;
}

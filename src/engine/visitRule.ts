import type { Condition } from '../condition/condition.js';
import { evaluate } from '../condition/evaluate.js';
import type { Truth } from '../condition/evaluate.js';
import type { Outcome } from '../extension/extension.js';
import type { Hook } from '../netfilter/hooks.js';
import type { StateEffect } from '../packet/effect.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import type { Assumption } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { BranchFacts } from './facts.js';
import { assume, assumedSince, learn, rejoin } from './knowledge.js';
import type { Knowledge, OpenQuestion } from './knowledge.js';
import { applyStateEffect } from './overlay.js';
import type { Overlay } from './overlay.js';
import { givenAnswer } from './settle.js';
import type { Walk } from './walk.js';
import { withinLimit } from './walk.js';

/** One way in which a rule can turn out for a branch. `failed` tells what did not hold where it did not match. */
export interface Visit {
  readonly branch: Branch;
  readonly failed: { readonly match: string; readonly condition: Condition } | undefined;
  /** What was assumed at this rule. */
  readonly assumptions: readonly Assumption[];
}

interface Leaf {
  readonly knowledge: Knowledge;
  readonly overlay: Overlay;
  readonly failed: Visit['failed'];
}

/**
 * Asks a rule's matches from left to right, as the kernel does. An unknown part forks the branch, unless a later part fails in any
 * case and nothing in between would have changed state. Branches that the rule does not part join again. `visit` stands for that of the branch,
 * before and after.
 */
export function visitRule(
  walk: Walk,
  branch: Branch,
  visit: number,
  rule: BoundRule,
  hook: Hook,
): readonly Visit[] {
  const plain = walk.quick ? visitPlainly(walk, branch, visit, rule, hook) : undefined;
  if (plain !== undefined) return [plain];
  const leaves = explore(walk, branch, visit, rule, hook);
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined && only.knowledge === branch.knowledge) {
    return [{ branch: { ...branch, overlay: only.overlay }, failed: only.failed, assumptions: [] }];
  }
  const at = `${rule.table}/${rule.chain}:${rule.number}`;
  const visits: Visit[] = [];
  for (const group of groupLeaves(leaves)) {
    const [first] = group;
    if (first === undefined) continue;
    const joined =
      group.length > 1
        ? rejoin(
            branch.knowledge,
            group.map((leaf) => leaf.knowledge),
            at,
          )
        : undefined;
    const ends: readonly Leaf[] = joined === undefined ? group : [{ ...first, knowledge: joined }];
    for (const { knowledge, overlay, failed } of ends) {
      visits.push({
        branch: { ...branch, knowledge, overlay },
        failed,
        assumptions: assumedSince(branch.knowledge, knowledge),
      });
    }
  }
  return withinLimit(walk.limit, visits);
}

const nothingAssumed: readonly Assumption[] = [];

/** What the long way finds of a rule that asks nothing unknown and changes no state, as most; undefined of any other. */
function visitPlainly(
  walk: Walk,
  branch: Branch,
  visit: number,
  rule: BoundRule,
  hook: Hook,
): Visit | undefined {
  for (let index = 0; index < rule.matches.length; index++) {
    const match = rule.matches[index];
    if (match === undefined) break;
    const { condition, effects } = match;
    const truth = evaluate(condition, new BranchFacts(walk, branch, hook, visit + index));
    if (truth.kind === 'unknown' || effects.length > 0) return undefined;
    if (truth.kind === 'no') {
      return {
        branch,
        failed: { match: match.name, condition: truth.failed },
        assumptions: nothingAssumed,
      };
    }
  }
  return { branch, failed: undefined, assumptions: nothingAssumed };
}

function explore(walk: Walk, branch: Branch, visit: number, rule: BoundRule, hook: Hook): readonly Leaf[] {
  const at = `${rule.table}/${rule.chain}:${rule.number}`;
  const leaves: Leaf[] = [];
  const pending: { knowledge: Knowledge; overlay: Overlay; from: number }[] = [
    { knowledge: branch.knowledge, overlay: branch.overlay, from: 0 },
  ];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    const { knowledge } = state;
    let { overlay } = state;
    let settled = false;
    for (let index = state.from; index < rule.matches.length; index++) {
      const match = rule.matches[index];
      if (match === undefined) break;
      const here: Branch = { ...branch, knowledge, overlay, visit: visit + index };
      const truth = ask(walk, here, match.condition, hook);
      if (truth.kind === 'yes') {
        for (const effect of match.effects) overlay = applyStateEffect(overlay, effect, branch.packet);
        continue;
      }
      if (truth.kind === 'no') {
        for (const effect of match.effects.filter(happensAnyway)) {
          overlay = applyStateEffect(overlay, effect, branch.packet);
        }
        leaves.push({ knowledge, overlay, failed: { match: match.name, condition: truth.failed } });
      } else {
        const failed = failsLater(walk, here, rule, index, hook);
        if (failed !== undefined) {
          leaves.push({ knowledge, overlay, failed });
        } else {
          for (const next of answersTo(walk, knowledge, truth.unknown, at)) {
            pending.push({ knowledge: next, overlay, from: index });
          }
        }
      }
      settled = true;
      break;
    }
    if (!settled) leaves.push({ knowledge, overlay, failed: undefined });
    if (leaves.length > walk.limit.most) {
      walk.limit.cut = true;
      break;
    }
  }
  return leaves;
}

/** What is known after each answer, the last one first; after the given one alone where `--assume` gives it. */
function answersTo(
  walk: Walk,
  knowledge: Knowledge,
  question: OpenQuestion,
  at: string,
): readonly Knowledge[] {
  const { subject, accepts } = question.question;
  const given = question.narrows === undefined ? undefined : givenAnswer(walk, subject, accepts);
  if (given !== undefined) return [learn(knowledge, question, given)];
  return [...accepts]
    .reverse()
    .map((answer) => assume(knowledge, question, answer, at))
    .filter((next) => next !== undefined);
}

function ask(walk: Walk, branch: Branch, condition: Condition, hook: Hook): Truth<OpenQuestion> {
  return evaluate(condition, new BranchFacts(walk, branch, hook, branch.visit));
}

/** The first match behind `unknown` that fails whatever the answer is; undefined where a match in between changes state. */
function failsLater(
  walk: Walk,
  branch: Branch,
  rule: BoundRule,
  unknown: number,
  hook: Hook,
): Visit['failed'] {
  for (let index = unknown + 1; index < rule.matches.length; index++) {
    if ((rule.matches[index - 1]?.effects.length ?? 0) > 0) return undefined;
    const match = rule.matches[index];
    if (match === undefined) return undefined;
    const truth = ask(walk, { ...branch, visit: branch.visit + index - unknown }, match.condition, hook);
    if (truth.kind === 'no') {
      return match.effects.some(happensAnyway) ? undefined : { match: match.name, condition: truth.failed };
    }
  }
  return undefined;
}

/** `! -m recent --set` fails and still adds; `-m cluster` takes the frame before it asks. */
function happensAnyway(effect: StateEffect): boolean {
  return effect.kind === 'frame-taken' || (effect.kind === 'recent' && effect.evenIfNot === true);
}

/** Leaves that go on alike: all that matched, and those that did not, as far as they changed the same state. */
function groupLeaves(leaves: readonly Leaf[]): readonly (readonly Leaf[])[] {
  const groups: Leaf[][] = [];
  for (const leaf of leaves) {
    const group = groups.find(
      ([first]) =>
        first !== undefined &&
        (first.failed === undefined) === (leaf.failed === undefined) &&
        first.overlay === leaf.overlay,
    );
    if (group === undefined) groups.push([leaf]);
    else group.push(leaf);
  }
  return groups;
}

/** What a target does, once its own questions are answered. */
export interface Decision {
  readonly branch: Branch;
  readonly outcome: Extract<Outcome, { kind: 'do' }>;
  readonly assumptions: readonly Assumption[];
}

/** Answers what a target asks before it acts (is there a listener, a socket). */
export function decideOutcome(
  walk: Walk,
  branch: Branch,
  outcome: Outcome,
  at: string,
  hook: Hook,
): readonly Decision[] {
  const decisions: Decision[] = [];
  const pending: { branch: Branch; outcome: Outcome }[] = [{ branch, outcome }];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (state.outcome.kind === 'do') {
      const assumptions = assumedSince(branch.knowledge, state.branch.knowledge);
      decisions.push({ branch: state.branch, outcome: state.outcome, assumptions });
      continue;
    }
    const { condition, yes, no } = state.outcome;
    const truth = ask(walk, state.branch, condition, hook);
    if (truth.kind === 'unknown') {
      for (const knowledge of answersTo(walk, state.branch.knowledge, truth.unknown, at)) {
        pending.push({ branch: { ...state.branch, knowledge }, outcome: state.outcome });
      }
    } else {
      pending.push({ branch: state.branch, outcome: truth.kind === 'yes' ? yes : no });
    }
  }
  return withinLimit(walk.limit, decisions);
}

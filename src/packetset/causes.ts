import type { BoundRule, Chain } from '../ruleset/ruleset.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import type { Fates } from './fates.js';
import { heldBy } from './heldBy.js';
import { asTheyCame } from './rowsOf.js';
import { walkSets } from './walkSets.js';

/** Why no packet matches a rule. */
export type Cause =
  /** Its own conditions exclude each other. */
  | { readonly kind: 'contradiction' }
  /** Nothing that comes to the chain could match it; `callers` are the rules that lead there. */
  | { readonly kind: 'not-sent'; readonly callers: readonly BoundRule[] }
  /** These earlier rules take, or change, all that could match it. None of them could be spared. */
  | { readonly kind: 'hidden'; readonly by: readonly BoundRule[] };

/** Beyond so many rules none is tried to be spared. */
const mostTried = 48;

/**
 * Why a rule of an entered chain matches nothing.
 * @throws BudgetExceeded
 */
export function causeOf(fates: Fates, chain: Chain, rule: BoundRule): Cause {
  const { workshop } = fates;
  const { diagrams } = workshop;
  const wanted = asTheyCame(workshop, heldBy(workshop, rule).yes);
  if (wanted === nothing) return { kind: 'contradiction' };
  const sent = diagrams.and(fates.entering.get(chain) ?? nothing, wanted);
  if (sent === nothing) return { kind: 'not-sent', callers: [...(fates.callers.get(chain) ?? [])] };
  const candidates = takersBefore(fates, chain, rule, sent);
  // What is sent here has a mark that it does not ask for.
  if (candidates.length === 0) return { kind: 'not-sent', callers: [...(fates.callers.get(chain) ?? [])] };
  const known = new Set(candidates);
  let needed = new Set(candidates);
  const isOff = (other: BoundRule): boolean =>
    isBehind(other, rule) ||
    (other !== rule && !needed.has(other) && (known.has(other) || takes(other, chain)));
  // Mostly one rule does it, the nearest that takes all that comes here for this one.
  const alone = candidates.findLast(
    (candidate) => diagrams.minus(sent, heldBy(workshop, candidate).yes) === nothing,
  );
  if (alone !== undefined) {
    needed = new Set([alone]);
    if (!canMatch(fates, chain, rule, sent, isOff)) return { kind: 'hidden', by: [alone] };
    needed = new Set(candidates);
  }
  if (candidates.length > mostTried) return { kind: 'hidden', by: candidates };
  for (const candidate of candidates.toReversed()) {
    needed.delete(candidate);
    if (canMatch(fates, chain, rule, sent, isOff)) needed.add(candidate);
  }
  return { kind: 'hidden', by: candidates.filter((candidate) => needed.has(candidate)) };
}

/** The rules before this one, those of called chains among them, that keep some packets from it or change them. */
function takersBefore(fates: Fates, chain: Chain, rule: BoundRule, sent: PacketSet): readonly BoundRule[] {
  const takers = new Set<BoundRule>();
  let comes = nothing;
  walkSets(
    fates.workshop,
    fates.table,
    chain,
    sent,
    {
      step(step) {
        if (step.rule === rule) comes = step.arriving;
        else if (step.rule.chain === chain.name && step.leaving !== nothing) takers.add(step.rule);
        else if (step.matched !== nothing && writes(step.rule)) takers.add(step.rule);
      },
      end(by) {
        if (by !== undefined) takers.add(by);
      },
    },
    { isOff: (other) => isBehind(other, rule), forgetting: fates.forgetting },
  );
  return [...takers].filter((taker) => comes !== nothing || !writes(taker));
}

function writes(rule: BoundRule): boolean {
  return (
    rule.action.kind === 'target' &&
    rule.action.outcome.kind === 'do' &&
    rule.action.outcome.verdict === 'CONTINUE' &&
    rule.action.outcome.effects.length > 0
  );
}

/** Whether some packet matches the rule where some others are as if they were not there. */
function canMatch(
  { workshop, table, forgetting }: Fates,
  chain: Chain,
  rule: BoundRule,
  sent: PacketSet,
  isOff: (other: BoundRule) => boolean,
): boolean {
  let matched = false;
  walkSets(
    workshop,
    table,
    chain,
    sent,
    {
      step(step) {
        if (step.rule === rule && step.matched !== nothing) matched = true;
      },
    },
    { isOff, forgetting },
  );
  return matched;
}

/** Whether a rule can keep a packet from the rest of `chain`: a RETURN in a called chain does not. */
function takes(rule: BoundRule, chain: Chain): boolean {
  const inChain = rule.chain === chain.name;
  switch (rule.action.kind) {
    case 'goto':
      return inChain;
    case 'target':
      if (rule.action.outcome.kind === 'when') return true;
      if (rule.action.outcome.verdict === 'RETURN') return inChain;
      return rule.action.outcome.verdict !== 'CONTINUE';
    case 'jump':
    case 'unread':
    case 'none':
      return false;
  }
}

function isBehind(other: BoundRule, rule: BoundRule): boolean {
  return other.chain === rule.chain && other.number > rule.number;
}

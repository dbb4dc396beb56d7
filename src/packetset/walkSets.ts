import type { Outcome } from '../extension/extension.js';
import type { Effect } from '../packet/effect.js';
import type { Verdict } from '../netfilter/states.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { failing, setsOf } from './conditionSets.js';
import type { Held, Workshop } from './conditionSets.js';
import { nothing } from './diagrams.js';
import type { Diagrams, PacketSet } from './diagrams.js';
import { applyEffectsTo } from './effectSets.js';

/** A rule as a set of packets comes to it. `matched` may overlap with what goes on, where something is drawn. */
export interface SetStep {
  readonly rule: BoundRule;
  readonly arriving: PacketSet;
  readonly matched: PacketSet;
  /** What of `matched` this rule itself keeps from the next rule of the chain: by a verdict, RETURN or goto. */
  readonly leaving: PacketSet;
}

export interface SetVisitor {
  /** A chain is entered; `by` is the rule that jumps to it. */
  enter?(chain: Chain, arriving: PacketSet, by: BoundRule | undefined): void;
  step?(step: SetStep): void;
  /** What a rule, or the policy (`undefined`), decided; `effects` of an accepting target are not applied yet. */
  end?(
    rule: BoundRule | undefined,
    verdict: EndVerdict,
    packets: PacketSet,
    effects: readonly Effect[],
  ): void;
}

/** A verdict that ends the way through a table. */
export type EndVerdict = Exclude<Verdict, 'JUMP' | 'GOTO' | 'RETURN' | 'CONTINUE'>;

interface Frame {
  readonly chain: Chain;
  readonly entering: PacketSet;
  next: number;
  here: PacketSet;
  /** Of packets that return, or come to the end of the chain. */
  returned: PacketSet;
  /** Behind a goto what returns from there returns from here as well. */
  readonly byGoto: boolean;
}

/**
 * Sends a set of packets through a chain and all it calls. Gives back what returns from it; of a built-in chain nothing does.
 * Every way through the rules is taken; sets of the same packets through the same chain are followed once.
 * @param isOff rules that count as if they were not there
 * @throws BudgetExceeded
 */
export function walkSets(
  workshop: Workshop,
  table: Table,
  start: Chain,
  packets: PacketSet,
  visitor: SetVisitor,
  isOff: (rule: BoundRule) => boolean = () => false,
): PacketSet {
  const { diagrams } = workshop;
  const walked = new Map<Chain, Map<PacketSet, PacketSet>>();
  const open = new Set<Chain>();
  const frames: Frame[] = [];
  let result = nothing;

  const enter = (chain: Chain, entering: PacketSet, byGoto: boolean): void => {
    open.add(chain);
    frames.push({ chain, entering, next: 0, here: entering, returned: nothing, byGoto });
  };
  const comeBack = (byGoto: boolean, set: PacketSet): void => {
    const caller = frames.at(-1);
    if (caller === undefined) result = diagrams.or(result, set);
    else if (byGoto) caller.returned = diagrams.or(caller.returned, set);
    else caller.here = diagrams.or(caller.here, set);
  };

  visitor.enter?.(start, packets, undefined);
  enter(start, packets, false);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const rule = frame.chain.rules[frame.next];
    if (rule === undefined || frame.here === nothing) {
      frames.pop();
      open.delete(frame.chain);
      const returned = leaveChain(diagrams, frame, visitor);
      const results = walked.get(frame.chain) ?? new Map<PacketSet, PacketSet>();
      walked.set(frame.chain, results.set(frame.entering, returned));
      comeBack(frame.byGoto, returned);
      continue;
    }
    frame.next++;
    if (isOff(rule)) continue;
    const { called, matched, byGoto } = stepOver(workshop, table, frame, rule, visitor);
    // A chain that is still open would be a loop, which the kernel does not load.
    if (called === undefined || open.has(called)) continue;
    visitor.enter?.(called, matched, rule);
    const known = walked.get(called)?.get(matched);
    if (known === undefined) enter(called, matched, byGoto);
    else comeBack(byGoto, known);
  }
  return result;
}

/** What comes back from a chain at its end; of a built-in one nothing, as its policy decides. */
function leaveChain(diagrams: Diagrams, { chain, returned, here }: Frame, visitor: SetVisitor): PacketSet {
  const left = diagrams.or(returned, here);
  if (chain.policy === undefined) return left;
  if (left !== nothing) visitor.end?.(undefined, chain.policy, left, []);
  return nothing;
}

/** Takes a frame over one rule; what it calls is left to the caller. */
function stepOver(
  workshop: Workshop,
  table: Table,
  frame: Frame,
  rule: BoundRule,
  visitor: SetVisitor,
): { readonly called: Chain | undefined; readonly matched: PacketSet; readonly byGoto: boolean } {
  const { diagrams } = workshop;
  const arriving = frame.here;
  const held = heldBy(workshop, rule);
  const matched = diagrams.and(arriving, held.yes);
  if (matched === nothing) {
    visitor.step?.({ rule, arriving, matched, leaving: nothing });
    return { called: undefined, matched, byGoto: false };
  }
  const { called, byGoto, goesOn, returned, gone, ends } = act(workshop, table, rule, matched);
  visitor.step?.({ rule, arriving, matched, leaving: gone });
  for (const [verdict, set, effects] of ends) visitor.end?.(rule, verdict, set, effects);
  frame.returned = diagrams.or(frame.returned, returned);
  const rest = held.no === undefined ? diagrams.minus(arriving, held.yes) : diagrams.and(arriving, held.no);
  frame.here = diagrams.or(rest, goesOn);
  return { called, matched, byGoto };
}

/** What becomes of the packets that matched. */
interface Taken {
  readonly called: Chain | undefined;
  readonly byGoto: boolean;
  readonly goesOn: PacketSet;
  readonly returned: PacketSet;
  readonly gone: PacketSet;
  readonly ends: readonly (readonly [EndVerdict, PacketSet, readonly Effect[]])[];
}

function act(workshop: Workshop, table: Table, rule: BoundRule, matched: PacketSet): Taken {
  const stay: Taken = {
    called: undefined,
    byGoto: false,
    goesOn: matched,
    returned: nothing,
    gone: nothing,
    ends: [],
  };
  switch (rule.action.kind) {
    case 'none':
      return stay;
    case 'jump':
    case 'goto': {
      const called = table.chains.get(rule.action.to);
      const byGoto = rule.action.kind === 'goto';
      return called === undefined
        ? stay
        : { ...stay, called, byGoto, goesOn: nothing, gone: byGoto ? matched : nothing };
    }
    case 'unread':
      // It may do anything, so nothing behind it is called dead because of it.
      return stay;
    case 'target':
      return follow(workshop, rule.action.outcome, matched);
  }
}

function follow(workshop: Workshop, whole: Outcome, matched: PacketSet): Taken {
  const { diagrams } = workshop;
  let goesOn = nothing;
  let returned = nothing;
  let gone = nothing;
  const ends: [EndVerdict, PacketSet, readonly Effect[]][] = [];
  const pending: [Outcome, PacketSet][] = [[whole, matched]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [outcome, set] = next;
    if (set === nothing) continue;
    if (outcome.kind === 'when') {
      const held = setsOf(workshop, outcome.condition);
      pending.push(
        [outcome.yes, diagrams.and(set, held.yes)],
        [outcome.no, diagrams.and(set, failing(workshop, held))],
      );
      continue;
    }
    switch (outcome.verdict) {
      case 'CONTINUE':
        goesOn = diagrams.or(goesOn, applyEffectsTo(workshop, set, outcome.effects));
        break;
      case 'RETURN':
        returned = diagrams.or(returned, set);
        gone = diagrams.or(gone, set);
        break;
      case 'ACCEPT':
      case 'DROP':
      case 'REJECT':
      case 'QUEUE':
      case 'STOLEN':
        ends.push([outcome.verdict, set, outcome.effects]);
        gone = diagrams.or(gone, set);
        break;
    }
  }
  return { called: undefined, byGoto: false, goesOn, returned, gone, ends };
}

const compiled = new WeakMap<Workshop, Map<BoundRule, Held>>();

/** For which packets a rule may match and may not; made once for each rule. */
export function heldBy(workshop: Workshop, rule: BoundRule): Held {
  const rules = compiled.get(workshop) ?? new Map<BoundRule, Held>();
  compiled.set(workshop, rules);
  const known = rules.get(rule);
  if (known !== undefined) return known;
  const held = setsOf(workshop, { kind: 'all', of: rule.matches.map(({ condition }) => condition) });
  rules.set(rule, held);
  return held;
}

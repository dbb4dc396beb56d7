import type { Outcome } from '../extension/extension.js';
import type { Effect } from '../packet/effect.js';
import type { Verdict } from '../netfilter/states.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { nothingAsked } from './askedInterfaces.js';
import type { Asked } from './askedInterfaces.js';
import { setsOf } from './conditionSets.js';
import { failing } from './held.js';
import { everything, nothing } from './packetSet.js';
import type { Diagrams } from './diagrams.js';
import type { PacketSet } from './packetSet.js';
import { applyEffectsTo, withAnyMark } from './effectSets.js';
import { heldBy, takesMark } from './heldBy.js';
import type { Place } from './forgetLevels.js';
import { forgetNothing } from './forgetting.js';
import type { Forgetting } from './forgetting.js';
import type { Workshop } from './workshop.js';

/** A rule as a set of packets comes to it. `matched` may overlap with what goes on, where something is drawn. */
export interface SetStep {
  readonly rule: BoundRule;
  readonly arriving: PacketSet;
  readonly matched: PacketSet;
  /** What of `matched` this rule itself keeps from the next rule of the chain: by a verdict, RETURN or goto. */
  readonly leaving: PacketSet;
}

export interface SetVisitor {
  /** A chain is entered; `by` is the rule that jumps to it. Where interfaces are forgotten, `through` are those that led there. */
  enter?(chain: Chain, arriving: PacketSet, by: BoundRule | undefined, through: PacketSet): void;
  step?(step: SetStep): void;
  /** What a rule, or the policy (`undefined`), decided; `effects` of an accepting target are not applied yet. `detail`: what is sent back, or where it goes. */
  end?(
    rule: BoundRule | undefined,
    verdict: EndVerdict,
    packets: PacketSet,
    effects: readonly Effect[],
    detail?: string,
  ): void;
}

/** What comes back from each chain, by what is asked behind it and by what entered it. */
export type Walked = Map<Chain, Map<Asked, Map<PacketSet, PacketSet>>>;

export interface WalkOptions {
  /** Rules that count as if they were not there. */
  readonly isOff?: (rule: BoundRule) => boolean;
  /** What of packets that enter a chain, or come back from it, need not be told apart any more. */
  readonly forgetting?: Forgetting;
  /** Shared by walks through one table that forget alike: what one of them has followed the others do not follow again. */
  readonly walked?: Walked;
  /** How often a chain is followed with the same packets, for those who count what is done there; by default once. */
  readonly mostWalks?: number;
  /** The packets with the interfaces that they have at the start. */
  readonly interfaces?: PacketSet;
}

/** A verdict that ends the way through a table. */
export type EndVerdict = Exclude<Verdict, 'JUMP' | 'GOTO' | 'RETURN' | 'CONTINUE'>;

/** A built-in chain, and one that it calls. */
const nearStart = 4;

interface Frame {
  readonly chain: Chain;
  readonly rules: readonly BoundRule[];
  readonly entering: PacketSet;
  next: number;
  here: PacketSet;
  /** Of packets that return, or come to the end of the chain. */
  returned: PacketSet;
  /** Something else than interfaces was forgotten of packets on their way through here. */
  forgot: boolean;
  /** Behind a goto what returns from there returns from here as well. */
  readonly byGoto: boolean;
  /** What is asked of packets from here on; more is forgotten of them already. */
  readonly asked: Asked;
  /** What is asked of packets that return from here. */
  readonly after: Asked;
  /** The packets with the interfaces for which the rules on the way here asked. */
  readonly through: PacketSet;
}

/**
 * Sends a set of packets through a chain and all it calls. Gives back what returns from it; of a built-in chain nothing does.
 * Every way through the rules is taken; sets of the same packets through the same chain are followed once.
 * @throws BudgetExceeded
 */
export function walkSets(
  workshop: Workshop,
  table: Table,
  start: Chain,
  packets: PacketSet,
  visitor: SetVisitor,
  {
    isOff,
    forgetting = forgetNothing,
    walked = new Map(),
    mostWalks = 1,
    interfaces = everything,
  }: WalkOptions = {},
): PacketSet {
  const { diagrams } = workshop;
  const open = new Set<Chain>();
  const frames: Frame[] = [];
  let result = nothing;

  /** Only near the start, where the packets of many chains come together, and few places are ahead. */
  const forgetOthers = (set: PacketSet, ahead: () => readonly Place[]): PacketSet => {
    if (set === nothing || frames.length === 0 || frames.length > nearStart) return set;
    const left = forgetting.forgetOthers(set, ahead);
    // What returns from these chains is then of use behind this very place alone.
    if (left !== set) for (const frame of frames) frame.forgot = true;
    return left;
  };
  const comeBack = (byGoto: boolean, returned: PacketSet, asked: Asked, after: Asked): void => {
    const caller = frames.at(-1);
    const set = asked === after ? returned : forgetting.forget(returned, after);
    if (caller === undefined) result = diagrams.or(result, set);
    else if (byGoto) caller.returned = forgetOthers(diagrams.or(caller.returned, set), () => behind(frames));
    else caller.here = forgetOthers(diagrams.or(caller.here, set), () => [caller, ...behind(frames)]);
  };
  const again = new Map<Chain, Map<PacketSet, number>>();
  const walksAgain = (chain: Chain, entering: PacketSet): boolean => {
    const ofChain = again.get(chain) ?? new Map<PacketSet, number>();
    const walks = ofChain.get(entering) ?? 1;
    if (walks >= mostWalks) return false;
    again.set(chain, ofChain.set(entering, walks + 1));
    return true;
  };
  const enter = (chain: Chain, set: PacketSet, by?: BoundRule, caller?: Frame): void => {
    const byGoto = by?.action.kind === 'goto';
    const after =
      caller === undefined
        ? nothingAsked
        : byGoto
          ? caller.after
          : forgetting.ahead(caller.chain, caller.next, caller.after);
    const through =
      by === undefined || caller === undefined
        ? interfaces
        : diagrams.and(caller.through, forgetting.interfacesOf(by));
    visitor.enter?.(chain, set, by, through);
    const asked = forgetting.ahead(chain, 0, after);
    const alike = caller?.asked === asked ? set : forgetting.forget(set, asked);
    const entering = forgetOthers(alike, () => [
      { chain, next: 0 },
      ...(byGoto ? [] : frames.slice(-1)),
      ...behind(frames),
    ]);
    const known = walked.get(chain)?.get(after)?.get(entering);
    if (known !== undefined && !walksAgain(chain, entering)) {
      comeBack(byGoto, known, asked, after);
      return;
    }
    open.add(chain);
    const here = { next: 0, here: entering, returned: nothing, forgot: false };
    frames.push({ chain, rules: workshop.rulesOf(chain), entering, ...here, byGoto, asked, after, through });
  };
  const leave = ({ chain, after, entering, forgot }: Frame, returned: PacketSet): void => {
    if (forgot) return;
    const byAfter = walked.get(chain) ?? new Map<Asked, Map<PacketSet, PacketSet>>();
    const results = byAfter.get(after) ?? new Map<PacketSet, PacketSet>();
    walked.set(chain, byAfter.set(after, results.set(entering, returned)));
  };

  enter(start, packets);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const rule = frame.rules[frame.next];
    if (rule === undefined || frame.here === nothing) {
      frames.pop();
      open.delete(frame.chain);
      const returned = leaveChain(diagrams, frame, visitor);
      leave(frame, returned);
      comeBack(frame.byGoto, returned, frame.asked, frame.after);
      continue;
    }
    frame.next++;
    if (isOff?.(rule) === true) continue;
    const { called, matched } = stepOver(workshop, table, frame, rule, visitor);
    // A chain that is still open would be a loop, which the kernel does not load.
    if (called !== undefined && !open.has(called)) enter(called, matched, rule, frame);
  }
  return result;
}

/** Where packets go on that return from the innermost of these chains: to each caller that did not itself go there by goto. */
function behind(frames: readonly Frame[]): readonly Place[] {
  return frames.filter((_, at) => frames[at + 1]?.byGoto === false);
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
): { readonly called: Chain | undefined; readonly matched: PacketSet } {
  const { diagrams } = workshop;
  // Its matches may ask for the mark before that of a socket is taken and behind, and then fail.
  const takes = rule.matches.some(takesMark);
  const arriving = takes ? withAnyMark(workshop, frame.here) : frame.here;
  const held = heldBy(workshop, rule);
  const [holding, others] = diagrams.split(arriving, held.yes);
  const matched = takes ? withAnyMark(workshop, holding) : holding;
  if (matched === nothing) {
    visitor.step?.({ rule, arriving, matched, leaving: nothing });
    return { called: undefined, matched };
  }
  const { called, goesOn, returned, gone, ends } = act(workshop, table, rule, matched);
  visitor.step?.({ rule, arriving, matched, leaving: gone });
  for (const { verdict, set, effects, detail } of ends) visitor.end?.(rule, verdict, set, effects, detail);
  frame.returned = diagrams.or(frame.returned, returned);
  const rest = held.no === undefined ? others : diagrams.and(arriving, held.no);
  frame.here = diagrams.or(rest, goesOn);
  return { called, matched };
}

/** What becomes of the packets that matched. */
interface Taken {
  readonly called: Chain | undefined;
  readonly goesOn: PacketSet;
  readonly returned: PacketSet;
  readonly gone: PacketSet;
  readonly ends: readonly Ended[];
}

interface Ended {
  readonly verdict: EndVerdict;
  readonly set: PacketSet;
  readonly effects: readonly Effect[];
  readonly detail: string | undefined;
}

function act(workshop: Workshop, table: Table, rule: BoundRule, matched: PacketSet): Taken {
  const stay: Taken = {
    called: undefined,
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
      const gone = rule.action.kind === 'goto' ? matched : nothing;
      return called === undefined ? stay : { ...stay, called, goesOn: nothing, gone };
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
  const ends: Ended[] = [];
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
        ends.push({ verdict: outcome.verdict, set, effects: outcome.effects, detail: outcome.detail });
        gone = diagrams.or(gone, set);
        break;
    }
  }
  return { called: undefined, goesOn, returned, gone, ends };
}

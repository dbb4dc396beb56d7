import type { Hook } from '../netfilter/hooks.js';
import type { NatTarget } from '../packet/effect.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { applyEffectsTo, changeTtl, replaceTemplates } from './effectSets.js';
import { localSet } from './localSet.js';
import { setOfNames } from './namedSets.js';
import { translateSet } from './natSets.js';
import { leavingByLo, noteChanges, routedAgain, routedOut, withoutInterface } from './routeSets.js';
import { consultingNat } from './startSets.js';
import { tablesPassed } from './tablesPassed.js';
import { walkSets } from './walkSets.js';
import type { EndVerdict, SetStep, SetVisitor } from './walkSets.js';
import type { Stage, Workshop } from './workshop.js';

/** How packets end. `by` is the rule, or the built-in chain by its policy; missing where they got through. */
export interface FlowEnd {
  readonly kind: 'forwarded' | 'delivered' | 'sent' | 'dropped' | 'rejected' | 'queued' | 'stolen';
  readonly hook: Hook;
  readonly by?: BoundRule | Chain;
  /** What is sent back, or where it goes: `icmp-port-unreachable`, `queue 0`. */
  readonly detail?: string;
  readonly packets: PacketSet;
}

/** `place`: the hook, and whether packets come by there again over lo. */
export interface FlowVisitor {
  /** How often it must be told of what the same packets come by; by default once. */
  readonly mostWalks?: number;
  enter?(hook: Hook, chain: Chain, packets: PacketSet, place: string): void;
  /** The workshop is that of the place. */
  step?(hook: Hook, step: SetStep, workshop: Workshop): void;
  /** What table nat decides about packets that ask it; undefined where it leaves them as they are. */
  translate?(hook: Hook, to: NatTarget | undefined, packets: PacketSet): void;
  /** Packets that come to the end of a built-in chain. */
  policy?(chain: Chain, packets: PacketSet): void;
  /** Packets whose way is looked up. */
  route?(packets: PacketSet): void;
  end?(end: FlowEnd): void;
}

/**
 * Sends packets through the whole node: hooks and tables in their order, routing by free answers. The out interface is the
 * one by which they will leave. Established connections count as not translated. Over lo a packet comes in again.
 * @throws BudgetExceeded
 */
export function flowSets(
  ruleset: Ruleset,
  workshop: Workshop,
  packets: PacketSet,
  visitor: FlowVisitor,
): void {
  const { diagrams, variables } = workshop;
  const own = diagrams.and(packets, withoutInterface(workshop, 'in'));
  const received = diagrams.minus(packets, own);
  const notSent = variables.exclusive.has('socket') ? setOfNames(workshop, 'socket', ['no']) : everything;

  const receive = (set: PacketSet, looped: boolean): void => {
    const stage = looped ? { inInterface: 'lo' } : {};
    const routed = passHook(
      ruleset,
      workshop,
      'PREROUTING',
      set,
      { ...stage, outInterface: '' },
      looped,
      visitor,
    );
    visitor.route?.(routed);
    const local = diagrams.and(routed, localSet(workshop));
    const delivered = passHook(
      ruleset,
      workshop,
      'INPUT',
      local,
      { ...stage, outInterface: '' },
      looped,
      visitor,
    );
    if (delivered !== nothing) visitor.end?.({ kind: 'delivered', hook: 'INPUT', packets: delivered });
    if (looped) return;
    const onward = diagrams.minus(diagrams.minus(routed, local), withoutInterface(workshop, 'out'));
    // A packet with the last hop goes no further.
    const leaving = changeTtl(workshop, onward, (ttl) => (ttl <= 1 ? undefined : ttl - 1));
    const forwarded = passHook(ruleset, workshop, 'FORWARD', leaving, { tookHop: true }, false, visitor);
    const sent = passHook(ruleset, workshop, 'POSTROUTING', forwarded, { tookHop: true }, false, visitor);
    if (sent !== nothing) visitor.end?.({ kind: 'forwarded', hook: 'POSTROUTING', packets: sent });
  };

  if (received !== nothing) receive(diagrams.and(received, notSent), false);
  const leaving = routedOut(workshop, own);
  if (leaving === nothing) return;
  const output = passHook(ruleset, workshop, 'OUTPUT', leaving, { inInterface: '' }, false, visitor);
  visitor.route?.(output);
  const sent = passHook(
    ruleset,
    workshop,
    'POSTROUTING',
    routedAgain(workshop, output),
    { inInterface: '' },
    false,
    visitor,
  );
  const loops = diagrams.and(sent, leavingByLo(workshop));
  const away = diagrams.minus(sent, loops);
  if (away !== nothing) visitor.end?.({ kind: 'sent', hook: 'POSTROUTING', packets: away });
  if (loops !== nothing) receive(loops, true);
}

/** Takes packets through one hook's tables; gives back those that all of them accepted. */
function passHook(
  ruleset: Ruleset,
  workshop: Workshop,
  hook: Hook,
  packets: PacketSet,
  stage: Omit<Stage, 'beforeConntrack' | 'place'>,
  looped: boolean,
  visitor: FlowVisitor,
): PacketSet {
  let set = packets;
  const place = looped ? `${hook} over lo` : hook;
  for (const { table, chain } of tablesPassed(ruleset, hook, looped)) {
    if (set === nothing) return nothing;
    const isRaw = table.name === 'raw';
    const here = { ...workshop, stage: { ...stage, beforeConntrack: isRaw && !looped, place } };
    set = passTable(here, table, chain, hook, set, visitor);
    if (isRaw) set = replaceTemplates(workshop, set);
    if (table.name === 'mangle' && hook === 'OUTPUT') set = noteChanges(workshop, ruleset, set);
  }
  return set;
}

function passTable(
  workshop: Workshop,
  table: Table,
  chain: Chain,
  hook: Hook,
  packets: PacketSet,
  visitor: FlowVisitor,
): PacketSet {
  const { diagrams } = workshop;
  const consulting = table.name === 'nat' ? diagrams.and(packets, consultingNat(workshop)) : packets;
  let passed = diagrams.minus(packets, consulting);
  const { mostWalks = 1 } = visitor;
  const told: SetVisitor = {
    enter: (entered, set) => visitor.enter?.(hook, entered, set, workshop.stage?.place ?? hook),
    step: (step) => visitor.step?.(hook, step, workshop),
    end(rule, verdict, set, effects, detail) {
      if (rule === undefined) visitor.policy?.(chain, set);
      const kind = endKinds[verdict];
      if (kind !== undefined) {
        const by = rule ?? chain;
        visitor.end?.({ kind, hook, by, packets: set, ...(detail === undefined ? {} : { detail }) });
        return;
      }
      let accepted = set;
      if (table.name === 'nat') {
        const nat = effects.find((effect) => effect.kind === 'nat');
        visitor.translate?.(hook, nat?.to, set);
      }
      for (const effect of effects) {
        accepted =
          effect.kind === 'nat'
            ? translateSet(workshop, accepted, effect.to, hook)
            : applyEffectsTo(workshop, accepted, [effect]);
      }
      passed = diagrams.or(passed, accepted);
    },
  };
  walkSets(workshop, table, chain, consulting, told, { mostWalks });
  return passed;
}

/** ACCEPT goes on. */
const endKinds: Readonly<Record<EndVerdict, FlowEnd['kind'] | undefined>> = {
  ACCEPT: undefined,
  DROP: 'dropped',
  REJECT: 'rejected',
  QUEUE: 'queued',
  STOLEN: 'stolen',
};

import type { Verdict } from '../netfilter/states.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import type { PassingStep, Position, RuleStep, Step } from '../trace/trace.js';
import { applyEffects } from './applyEffects.js';
import type { Branch, TableHopHead } from './branch.js';
import { endBy } from './branch.js';
import { changesBetween } from './changes.js';
import { addStep, enterBase, forWay, leaveTable } from './cursor.js';
import type { Cursor } from './cursor.js';
import { keepWay, takeKnownWay, waysFor } from './knownWays.js';
import { LookedAt, missRun, passing } from './missList.js';
import { indexOf } from './ruleIndex.js';
import { enter, loopOf } from './trail.js';
import { decideOutcome, visitRule } from './visitRule.js';
import type { Visit } from './visitRule.js';
import { exhausted, mostVisits } from './walk.js';
import type { Walk } from './walk.js';
import { recordWay } from './wayRecorder.js';
import type { WayRecorder } from './wayRecorder.js';

/**
 * Walks one base chain of one table. Every branch comes back with the table's hop, and ended where the table ended it.
 * @see linux net/ipv4/netfilter/ip_tables.c ipt_do_table, net/netfilter/nf_tables_core.c nft_do_chain
 */
export function walkTable(walk: Walk, branch: Branch, table: Table, head: TableHopHead): readonly Branch[] {
  const base = table.chains.get(head.hook);
  if (base === undefined) return [branch];
  const known = waysFor(walk, branch, table, head.hook);
  if (known === undefined) return walkChains(walk, branch, table, base, head);
  const again = (): readonly Step[] => stepsAlone(walk, branch, table, base, head);
  const passed = takeKnownWay(walk, branch, head, known, again);
  if (passed !== undefined) return [passed];
  const recorder = recordWay(walk, branch, head.hook);
  const done = walkChains(walk, branch, table, base, head, recorder);
  const way = recorder.way(done);
  if (way !== undefined) keepWay(known, way);
  return done;
}

/** The steps of a branch's one way through the table; what the walk has counted stays as it is. */
function stepsAlone(
  walk: Walk,
  branch: Branch,
  table: Table,
  base: Chain,
  head: TableHopHead,
): readonly Step[] {
  const limit = { ...walk.limit, visits: 0, matched: 0 };
  const [end] = walkChains({ ...walk, limit }, branch, table, base, head);
  const hop = end?.hops?.hop;
  return hop?.kind === 'table' ? hop.steps : [];
}

function walkChains(
  walk: Walk,
  branch: Branch,
  table: Table,
  base: Chain,
  head: TableHopHead,
  recorder?: WayRecorder,
): readonly Branch[] {
  const done: Branch[] = [];
  const pending: Cursor[] = [enterBase(branch, base)];
  const visitor: Visitor = { walk, table, head, pending, recorder };
  for (let cursor = pending.pop(); cursor !== undefined; cursor = pending.pop()) {
    if (cursor.finished) done.push(cursor.branch);
    else goOn(visitor, cursor);
  }
  return done;
}

/** What the cursors of a table have in common. Those that are under way or done are `pending`, the first one last. */
interface Visitor {
  readonly walk: Walk;
  readonly table: Table;
  readonly head: TableHopHead;
  readonly pending: Cursor[];
  readonly recorder: WayRecorder | undefined;
}

function finish({ head, pending }: Visitor, cursor: Cursor, ended: Branch): void {
  leaveTable(cursor, ended, head);
  pending.push(cursor);
}

/** Up to the next rule that may match, and what it does. */
function goOn(visitor: Visitor, cursor: Cursor): void {
  const { walk, head, pending, recorder } = visitor;
  recorder?.chain(cursor.chain);
  if (walk.quick) skipMisses(walk, cursor, recorder);
  const rule = cursor.chain.rules[cursor.next];
  if (rule === undefined) {
    leaveChain(visitor, cursor, 'end');
    return;
  }
  const reason = exhausted(walk.limit);
  if (reason !== undefined) {
    walk.limit.cut = true;
    finish(visitor, cursor, endBy(cursor.branch, { kind: 'abandoned', by: { kind: 'rule', rule, reason } }));
    return;
  }
  walk.limit.visits++;
  const visits = visitRule(walk, cursor.branch, cursor.visit, rule, head.hook);
  recorder?.rule(cursor.branch, rule, visits);
  cursor.visit += rule.matches.length;
  for (let index = visits.length - 1; index >= 0; index--) {
    const visit = visits[index];
    if (visit === undefined) continue;
    const way = forWay(cursor, visits);
    way.branch = visit.branch;
    if (visit.failed === undefined) {
      takeRule(visitor, way, visit, rule);
    } else {
      passOver(way, visit.failed, visit.assumptions, rule);
      pending.push(way);
    }
  }
}

/** Goes on behind the rules of which an index tells that they ask for another address. The same as looking at each. */
function skipMisses(walk: Walk, cursor: Cursor, recorder: WayRecorder | undefined): void {
  const { branch, next } = cursor;
  const { packet } = branch;
  const index = packet.unknown === undefined ? indexOf(cursor.chain.rules) : undefined;
  if (index === undefined) return;
  const ahead = index.next(next, packet.source, packet.destination);
  recorder?.skip(index, next, ahead);
  if (ahead === next || walk.limit.visits + ahead - next > mostVisits) return;
  walk.limit.visits += ahead - next;
  cursor.visit += index.matches(next, ahead);
  cursor.next = ahead;
  cursor.misses = { entry: missRun(index, next, ahead, branch), before: cursor.misses };
}

function passOver(
  cursor: Cursor,
  failed: NonNullable<Visit['failed']>,
  assumptions: Visit['assumptions'],
  rule: BoundRule,
): void {
  const entry = new LookedAt(rule, failed.match, failed.condition, assumptions, cursor.branch);
  cursor.misses = { entry, before: cursor.misses };
  cursor.next++;
}

function takeRule(visitor: Visitor, cursor: Cursor, visit: Visit, rule: BoundRule): void {
  const { walk, head } = visitor;
  walk.limit.matched++;
  const { misses } = cursor;
  const depth = cursor.stack?.depth ?? 0;
  const { assumptions } = visit;
  const step: MakeStep = (verdict, more = {}) =>
    passing(misses, {
      kind: 'rule',
      rule,
      depth,
      verdict,
      changes: {},
      assumptions,
      notes: [],
      ...more,
    });
  const { action } = rule;
  switch (action.kind) {
    case 'none':
      addStep(cursor, step('CONTINUE'));
      cursor.next++;
      visitor.pending.push(cursor);
      return;
    case 'jump':
    case 'goto':
      enterChain(visitor, cursor, rule, action, step);
      return;
    case 'unread':
      addStep(cursor, step('CONTINUE', { notes: [`calitrace does not know what ${action.name} does`] }));
      finish(
        visitor,
        cursor,
        endBy(cursor.branch, {
          kind: 'abandoned',
          by: {
            kind: 'rule',
            rule,
            reason: `calitrace does not know what the target ${action.name} does to the packet`,
          },
        }),
      );
      return;
    case 'target': {
      const at = `${rule.table}/${rule.chain}:${rule.number}`;
      const before: Branch = { ...cursor.branch, visit: cursor.visit };
      visitor.recorder?.outcome(before, action.outcome);
      const decisions = decideOutcome(walk, before, action.outcome, at, head.hook);
      const results = decisions.toReversed().flatMap((decision) =>
        applyEffects(walk, decision.branch, decision.outcome, head)
          .toReversed()
          .map((result) => ({
            ...result,
            assumptions: [...assumptions, ...decision.assumptions, ...result.assumptions],
          })),
      );
      for (const result of results) {
        const way = forWay(cursor, results);
        way.branch = result.branch;
        const changes = changesBetween(before, result.branch);
        addStep(way, step(result.verdict, { changes, assumptions: result.assumptions, notes: result.notes }));
        followVerdict(visitor, way, result.verdict, result.reason, rule);
      }
    }
  }
}

type MakeStep = (verdict: Verdict, more?: Partial<Omit<RuleStep, keyof PassingStep>>) => Step;

function enterChain(
  visitor: Visitor,
  cursor: Cursor,
  rule: BoundRule,
  action: { readonly kind: 'jump' | 'goto'; readonly to: string },
  step: MakeStep,
): void {
  const { table, pending } = visitor;
  const chain = table.chains.get(action.to);
  const outer = cursor.stack;
  const returnsTo: Position | 'policy' =
    action.kind === 'jump'
      ? { chain: cursor.chain.name, rule: cursor.next + 2 }
      : outer === undefined
        ? 'policy'
        : { chain: outer.chain.name, rule: outer.next + 1 };
  addStep(
    cursor,
    action.kind === 'jump' ? step('JUMP', { to: action.to }) : step('GOTO', { to: action.to, returnsTo }),
  );
  const abandon = (reason: string): void =>
    finish(visitor, cursor, endBy(cursor.branch, { kind: 'abandoned', by: { kind: 'rule', rule, reason } }));
  if (chain === undefined) {
    abandon(`table ${table.name} has no chain ${action.to}`);
    return;
  }
  const loop = loopOf(cursor.trail, chain.name, table.chains.size);
  if (loop !== undefined) {
    abandon(`chain loop ${loop.join(' → ')}: the kernel refuses to load it`);
    return;
  }
  if (action.kind === 'jump') {
    cursor.stack = {
      chain: cursor.chain,
      next: cursor.next + 1,
      trail: cursor.trail,
      outer,
      depth: (outer?.depth ?? 0) + 1,
    };
  }
  cursor.trail = enter(cursor.trail, chain.name);
  cursor.chain = chain;
  cursor.next = 0;
  pending.push(cursor);
}

function followVerdict(
  visitor: Visitor,
  cursor: Cursor,
  verdict: Verdict,
  reason: string | undefined,
  rule: BoundRule,
): void {
  const { branch } = cursor;
  const by = { kind: 'rule', rule, ...(reason === undefined ? {} : { reason }) } as const;
  switch (verdict) {
    case 'CONTINUE':
      cursor.next++;
      visitor.pending.push(cursor);
      return;
    case 'RETURN':
      leaveChain(visitor, cursor, 'rule');
      return;
    case 'ACCEPT':
      finish(visitor, cursor, visitor.table.name === 'filter' ? { ...branch, decided: by } : branch);
      return;
    case 'DROP':
      finish(visitor, cursor, endBy(branch, { kind: 'dropped', by }));
      return;
    case 'REJECT':
      finish(visitor, cursor, endBy(branch, { kind: 'rejected', by }));
      return;
    case 'QUEUE':
      finish(visitor, cursor, endBy(branch, { kind: 'queued', by }));
      return;
    case 'STOLEN':
      finish(visitor, cursor, endBy(branch, { kind: 'stolen', by }));
      return;
    case 'JUMP':
    case 'GOTO':
      throw new Error(`a target cannot ${verdict}`);
  }
}

/** RETURN or the end of a chain: back to where the last jump came from, else the base chain's policy. */
function leaveChain(visitor: Visitor, cursor: Cursor, because: 'rule' | 'end'): void {
  const inBase = cursor.trail.before === undefined;
  const frame = cursor.stack;
  if (frame === undefined && inBase) {
    applyPolicy(visitor, cursor, because);
    return;
  }
  addStep(
    cursor,
    passing(cursor.misses, {
      kind: 'return',
      chain: cursor.chain.name,
      depth: frame?.depth ?? 0,
      because: because === 'end' && cursor.chain.rules.length === 0 ? 'empty' : because,
      to: frame === undefined ? 'policy' : { chain: frame.chain.name, rule: frame.next + 1 },
    }),
  );
  if (frame === undefined) {
    applyPolicy(visitor, cursor, 'return');
    return;
  }
  cursor.chain = frame.chain;
  cursor.next = frame.next;
  cursor.trail = frame.trail;
  cursor.stack = frame.outer;
  visitor.pending.push(cursor);
}

function applyPolicy(visitor: Visitor, cursor: Cursor, because: 'rule' | 'end' | 'return'): void {
  const { table } = visitor;
  const { branch } = cursor;
  const base = table.chains.get(cursor.trail.base) ?? cursor.chain;
  const verdict = base.policy ?? 'ACCEPT';
  addStep(
    cursor,
    passing(cursor.misses, {
      kind: 'policy',
      chain: base.name,
      verdict,
      because: because === 'end' ? 'end' : 'return',
    }),
  );
  const by = { kind: 'policy', table: table.name, chain: base.name } as const;
  if (verdict === 'DROP') finish(visitor, cursor, endBy(branch, { kind: 'dropped', by }));
  else finish(visitor, cursor, table.name === 'filter' ? { ...branch, decided: by } : branch);
}

import { explainActual } from '../trace/actual.js';
import type { Verdict } from '../netfilter/states.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import type { Miss, PassingStep, Position, RuleStep, Step } from '../trace/trace.js';
import { applyEffects } from './applyEffects.js';
import type { Branch, TableHopHead } from './branch.js';
import { addHop, endBy } from './branch.js';
import { changesBetween } from './changes.js';
import { decideOutcome, visitRule } from './visitRule.js';
import type { Visit } from './visitRule.js';
import { missRun, passing, type MissList } from './missList.js';
import { indexOf } from './ruleIndex.js';
import { exhausted, mostVisits } from './walk.js';
import { baseTrail, enter, loopOf } from './trail.js';
import type { Trail } from './trail.js';
import type { Walk } from './walk.js';

/** Where a chain was entered by a jump, and goes on after it: the return stack, the innermost first. `depth` counts from 1. */
interface Frame {
  readonly chain: Chain;
  readonly next: number;
  readonly trail: Trail;
  readonly outer: Frame | undefined;
  readonly depth: number;
}

interface StepList {
  readonly step: Step;
  readonly before: StepList | undefined;
}

/** A branch inside a table. `next` counts rules from 0. */
interface Cursor {
  readonly branch: Branch;
  readonly chain: Chain;
  readonly next: number;
  readonly trail: Trail;
  readonly stack: Frame | undefined;
  readonly steps: StepList | undefined;
  readonly misses: MissList | undefined;
  /** Set once the table is done with the branch. */
  readonly finished?: Branch;
}

/**
 * Walks one base chain of one table. Every branch comes back with the table's hop, and ended where the table ended it.
 * @see linux net/ipv4/netfilter/ip_tables.c ipt_do_table, net/netfilter/nf_tables_core.c nft_do_chain
 */
export function walkTable(walk: Walk, branch: Branch, table: Table, head: TableHopHead): readonly Branch[] {
  const base = table.chains.get(head.hook);
  if (base === undefined) return [branch];
  const done: Branch[] = [];
  const pending: Cursor[] = [
    {
      branch,
      chain: base,
      next: 0,
      trail: baseTrail(base.name),
      stack: undefined,
      steps: undefined,
      misses: undefined,
    },
  ];
  const finish = (cursor: Cursor, ended: Branch): void => {
    pending.push({ ...cursor, finished: addHop(ended, { ...head, steps: stepsOf(cursor.steps) }) });
  };
  for (let cursor = pending.pop(); cursor !== undefined; cursor = pending.pop()) {
    if (cursor.finished !== undefined) {
      done.push(cursor.finished);
      continue;
    }
    if (walk.indexed) cursor = skipMisses(walk, cursor);
    const rule = cursor.chain.rules[cursor.next];
    if (rule === undefined) {
      leaveChain(cursor, 'end', table, pending, finish);
      continue;
    }
    const reason = exhausted(walk.limit);
    if (reason !== undefined) {
      walk.limit.cut = true;
      finish(cursor, endBy(cursor.branch, { kind: 'abandoned', by: { kind: 'rule', rule, reason } }));
      continue;
    }
    walk.limit.visits++;
    const visits = visitRule(walk, cursor.branch, rule, head.hook);
    for (const visit of [...visits].reverse()) {
      if (visit.failed !== undefined) pending.push(passOver(cursor, visit, rule));
      else takeRule(walk, cursor, visit, rule, table, head, pending, finish);
    }
  }
  return done;
}

type Finish = (cursor: Cursor, ended: Branch) => void;

function stepsOf(list: StepList | undefined): readonly Step[] {
  const steps: Step[] = [];
  for (let each = list; each !== undefined; each = each.before) steps.push(each.step);
  return steps.reverse();
}

function addStep(cursor: Cursor, step: Step): Cursor {
  return { ...cursor, steps: { step, before: cursor.steps }, misses: undefined };
}

/** Goes on behind the rules of which an index tells that they ask for another address. The same as looking at each. */
function skipMisses(walk: Walk, cursor: Cursor): Cursor {
  const { branch, next } = cursor;
  const { packet, connection } = branch;
  const index = packet.unknown === undefined ? indexOf(cursor.chain.rules) : undefined;
  if (index === undefined) return cursor;
  const ahead = index.next(next, packet.source, packet.destination);
  if (ahead === next || walk.limit.visits + ahead - next > mostVisits) return cursor;
  walk.limit.visits += ahead - next;
  return {
    ...cursor,
    branch: { ...branch, visit: branch.visit + index.matches(next, ahead) },
    next: ahead,
    misses: { entry: missRun(index, next, ahead, packet, connection), before: cursor.misses },
  };
}

function passOver(cursor: Cursor, visit: Visit, rule: BoundRule): Cursor {
  const { failed, branch, assumptions } = visit;
  if (failed === undefined) return cursor;
  const { packet, connection } = branch;
  const miss: Miss = {
    rule,
    match: failed.match,
    failed: failed.condition,
    assumptions,
    get actual() {
      return explainActual(failed.condition, packet, connection);
    },
  };
  return { ...cursor, branch, next: cursor.next + 1, misses: { entry: miss, before: cursor.misses } };
}

function takeRule(
  walk: Walk,
  cursor: Cursor,
  visit: Visit,
  rule: BoundRule,
  table: Table,
  head: TableHopHead,
  pending: Cursor[],
  finish: Finish,
): void {
  walk.limit.matched++;
  const here: Cursor = { ...cursor, branch: visit.branch };
  const step = (verdict: Verdict, more: Partial<Omit<RuleStep, keyof PassingStep>> = {}): Step =>
    passing(cursor.misses, {
      kind: 'rule',
      rule,
      depth: cursor.stack?.depth ?? 0,
      verdict,
      changes: {},
      assumptions: visit.assumptions,
      notes: [],
      ...more,
    });
  const { action } = rule;
  switch (action.kind) {
    case 'none':
      pending.push({ ...addStep(here, step('CONTINUE')), next: here.next + 1 });
      return;
    case 'jump':
    case 'goto':
      enterChain(here, rule, action, table, step, pending, finish);
      return;
    case 'unread':
      finish(
        addStep(here, step('CONTINUE', { notes: [`calitrace does not know what ${action.name} does`] })),
        endBy(here.branch, {
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
      const decisions = decideOutcome(walk, here.branch, action.outcome, at, head.hook);
      for (const decision of [...decisions].reverse()) {
        const results = applyEffects(walk, decision.branch, decision.outcome, head);
        for (const result of [...results].reverse()) {
          const assumptions = [...visit.assumptions, ...decision.assumptions, ...result.assumptions];
          const changes = changesBetween(here.branch, result.branch);
          const taken = addStep(
            { ...here, branch: result.branch },
            step(result.verdict, { changes, assumptions, notes: result.notes }),
          );
          followVerdict(taken, result.verdict, result.reason, rule, table, pending, finish);
        }
      }
    }
  }
}

type MakeStep = (verdict: Verdict, more?: { to?: string; returnsTo?: Position | 'policy' }) => Step;

function enterChain(
  cursor: Cursor,
  rule: BoundRule,
  action: { readonly kind: 'jump' | 'goto'; readonly to: string },
  table: Table,
  step: MakeStep,
  pending: Cursor[],
  finish: Finish,
): void {
  const chain = table.chains.get(action.to);
  const outer = cursor.stack;
  const returnsTo: Position | 'policy' =
    action.kind === 'jump'
      ? { chain: cursor.chain.name, rule: cursor.next + 2 }
      : outer === undefined
        ? 'policy'
        : { chain: outer.chain.name, rule: outer.next + 1 };
  const taken = addStep(
    cursor,
    action.kind === 'jump' ? step('JUMP', { to: action.to }) : step('GOTO', { to: action.to, returnsTo }),
  );
  const abandon = (reason: string): void =>
    finish(taken, endBy(cursor.branch, { kind: 'abandoned', by: { kind: 'rule', rule, reason } }));
  if (chain === undefined) {
    abandon(`table ${table.name} has no chain ${action.to}`);
    return;
  }
  const loop = loopOf(cursor.trail, chain.name, table.chains.size);
  if (loop !== undefined) {
    abandon(`chain loop ${loop.join(' → ')}: the kernel refuses to load it`);
    return;
  }
  const trail = enter(cursor.trail, chain.name);
  const frame: Frame = {
    chain: cursor.chain,
    next: cursor.next + 1,
    trail: cursor.trail,
    outer,
    depth: (outer?.depth ?? 0) + 1,
  };
  const stack = action.kind === 'jump' ? frame : outer;
  pending.push({ ...taken, chain, next: 0, trail, stack });
}

function followVerdict(
  cursor: Cursor,
  verdict: Verdict,
  reason: string | undefined,
  rule: BoundRule,
  table: Table,
  pending: Cursor[],
  finish: Finish,
): void {
  const by = { kind: 'rule', rule, ...(reason === undefined ? {} : { reason }) } as const;
  switch (verdict) {
    case 'CONTINUE':
      pending.push({ ...cursor, next: cursor.next + 1 });
      return;
    case 'RETURN':
      leaveChain(cursor, 'rule', table, pending, finish);
      return;
    case 'ACCEPT':
      finish(cursor, table.name === 'filter' ? { ...cursor.branch, decided: by } : cursor.branch);
      return;
    case 'DROP':
      finish(cursor, endBy(cursor.branch, { kind: 'dropped', by }));
      return;
    case 'REJECT':
      finish(cursor, endBy(cursor.branch, { kind: 'rejected', by }));
      return;
    case 'QUEUE':
      finish(cursor, endBy(cursor.branch, { kind: 'queued', by }));
      return;
    case 'STOLEN':
      finish(cursor, endBy(cursor.branch, { kind: 'stolen', by }));
      return;
    case 'JUMP':
    case 'GOTO':
      throw new Error(`a target cannot ${verdict}`);
  }
}

/** RETURN or the end of a chain: back to where the last jump came from, else the base chain's policy. */
function leaveChain(
  cursor: Cursor,
  because: 'rule' | 'end',
  table: Table,
  pending: Cursor[],
  finish: Finish,
): void {
  const inBase = cursor.trail.before === undefined;
  const frame = cursor.stack;
  if (frame !== undefined) {
    const returned = addStep(
      cursor,
      passing(cursor.misses, {
        kind: 'return',
        chain: cursor.chain.name,
        depth: frame.depth,
        because: because === 'end' && cursor.chain.rules.length === 0 ? 'empty' : because,
        to: { chain: frame.chain.name, rule: frame.next + 1 },
      }),
    );
    pending.push({
      ...returned,
      chain: frame.chain,
      next: frame.next,
      trail: frame.trail,
      stack: frame.outer,
    });
    return;
  }
  const left = inBase
    ? cursor
    : addStep(
        cursor,
        passing(cursor.misses, {
          kind: 'return',
          chain: cursor.chain.name,
          depth: 0,
          because: because === 'end' && cursor.chain.rules.length === 0 ? 'empty' : because,
          to: 'policy',
        }),
      );
  applyPolicy(left, inBase ? because : 'return', table, finish);
}

function applyPolicy(cursor: Cursor, because: 'rule' | 'end' | 'return', table: Table, finish: Finish): void {
  const base = table.chains.get(cursor.trail.base) ?? cursor.chain;
  const verdict = base.policy ?? 'ACCEPT';
  const decided = addStep(
    cursor,
    passing(cursor.misses, {
      kind: 'policy',
      chain: base.name,
      verdict,
      because: because === 'end' ? 'end' : 'return',
    }),
  );
  const by = { kind: 'policy', table: table.name, chain: base.name } as const;
  if (verdict === 'DROP') finish(decided, endBy(cursor.branch, { kind: 'dropped', by }));
  else finish(decided, table.name === 'filter' ? { ...cursor.branch, decided: by } : cursor.branch);
}

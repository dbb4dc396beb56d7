import type { Chain } from '../ruleset/ruleset.js';
import type { Step } from '../trace/trace.js';
import type { Branch, TableHopHead } from './branch.js';
import type { MissList } from './missList.js';
import { baseTrail } from './trail.js';
import type { Trail } from './trail.js';

/** Where a chain was entered by a jump, and goes on after it: the return stack, the innermost first. `depth` counts from 1. */
export interface Frame {
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

/** A branch inside a table. It moves: nobody keeps one while it does. */
export interface Cursor {
  /** As it was when a rule last changed it: `visit` is ahead of its own. */
  branch: Branch;
  visit: number;
  chain: Chain;
  /** The rule to be looked at, from 0. */
  next: number;
  trail: Trail;
  stack: Frame | undefined;
  steps: StepList | undefined;
  misses: MissList | undefined;
  /** The table is done with the branch. */
  finished: boolean;
}

/** In front of the first rule of a base chain. */
export function enterBase(branch: Branch, base: Chain): Cursor {
  return {
    branch,
    visit: branch.visit,
    chain: base,
    next: 0,
    trail: baseTrail(base.name),
    stack: undefined,
    steps: undefined,
    misses: undefined,
    finished: false,
  };
}

/** The cursor for one of the ways in which a branch goes on: a copy where there are several. */
export function forWay(cursor: Cursor, ways: readonly unknown[]): Cursor {
  return ways.length === 1 ? cursor : { ...cursor };
}

export function addStep(cursor: Cursor, step: Step): void {
  cursor.steps = { step, before: cursor.steps };
  cursor.misses = undefined;
}

/** Takes the branch out of the table, with the table's hop. `ended`: as it is then. */
export function leaveTable(cursor: Cursor, ended: Branch, head: TableHopHead): void {
  const steps: Step[] = [];
  for (let each = cursor.steps; each !== undefined; each = each.before) steps.push(each.step);
  const { hook, table, backend, packet } = head;
  const hop = { kind: 'table', hook, table, backend, packet, steps: steps.reverse() } as const;
  cursor.branch = { ...ended, visit: cursor.visit, hops: { hop, before: ended.hops } };
  cursor.finished = true;
}

import type { Hook } from '../../netfilter/hooks.js';
import type { Assumption, Hop, Miss, Path, Step, TableHop, Trace } from '../../trace/trace.js';
import { changesOf } from './connectionMark.js';
import { applyChanges, stateOf } from './changes.js';
import type { State } from './changes.js';
import { sumOfChances } from './pathWords.js';

/** One thing to print of a path, with the packet as it was before it. */
export type Item =
  | {
      readonly kind: 'hop';
      readonly hop: Exclude<Hop, TableHop>;
      readonly before: State;
      readonly key: string;
    }
  | {
      readonly kind: 'miss';
      readonly hop: TableHop;
      readonly miss: Miss;
      readonly depth: number;
      readonly before: State;
      readonly key: string;
    }
  | {
      readonly kind: 'step';
      readonly hop: TableHop;
      readonly step: Step;
      readonly depth: number;
      /** What the step passed over and is to be shown right before it. */
      readonly misses: readonly Miss[];
      readonly before: State;
      readonly key: string;
    };

/**
 * A stretch that its paths have in common, printed once; then their branches, or the end of the only path.
 * `paths` are 0-based in printing order.
 */
export interface Section {
  readonly items: readonly Item[];
  readonly firstPath: number;
  readonly pathCount: number;
  /** Chance that one of its paths is taken. */
  readonly chance: number | undefined;
  /** The hook in which the stretch before it ended. */
  readonly after: Hook | undefined;
  /** Open branches behind it; empty at a path's end. */
  readonly branches: readonly Section[];
  /** The path that ends here. */
  readonly path?: Path;
}

interface FlatPath {
  readonly path: Path;
  readonly items: readonly Item[];
}

interface Draft extends Section {
  items: readonly Item[];
  readonly branches: Draft[];
  path?: Path;
}

/**
 * The paths of a trace as a tree, what they have in common at their beginning standing once; each section before its
 * branches. `allMisses`: rules that did not match are items too; else only those at which a question was answered.
 */
export function pathSections(trace: Trace, allMisses: boolean): readonly Section[] {
  const sections: Section[] = [];
  const open = [buildPathTree(trace, allMisses)];
  for (let section = open.pop(); section !== undefined; section = open.pop()) {
    sections.push(section);
    open.push(...[...section.branches].reverse());
  }
  return sections;
}

function buildPathTree(trace: Trace, allMisses: boolean): Section {
  const start = stateOf(trace.packet);
  const flat = trace.paths.map((path) => ({ path, items: flatten(path, start, allMisses) }));
  const root = newDraft(flat, 0, undefined);
  const open: { draft: Draft; group: readonly FlatPath[]; from: number }[] = [
    { draft: root, group: flat, from: 0 },
  ];
  for (let job = open.pop(); job !== undefined; job = open.pop()) {
    const { draft, group, from } = job;
    const to = group.length === 1 ? (group[0]?.items.length ?? 0) : commonEnd(group, from);
    draft.items = group[0]?.items.slice(from, to) ?? [];
    const [only] = group;
    if (group.length === 1 && only !== undefined) {
      draft.path = only.path;
      continue;
    }
    let firstPath = draft.firstPath;
    for (const part of partition(group, to)) {
      const branch = newDraft(part, firstPath, group[0]?.items[to - 1]?.hop.hook);
      draft.branches.push(branch);
      open.push({ draft: branch, group: part, from: to });
      firstPath += part.length;
    }
  }
  return root;
}

function newDraft(group: readonly FlatPath[], firstPath: number, after: Hook | undefined): Draft {
  const chance = sumOfChances(group.map(({ path }) => path));
  return { items: [], firstPath, pathCount: group.length, chance, after, branches: [] };
}

function commonEnd(group: readonly FlatPath[], from: number): number {
  const [first, ...others] = group;
  let at = from;
  for (;;) {
    const key = first?.items[at]?.key;
    if (key === undefined || others.some((other) => other.items[at]?.key !== key)) return at;
    at++;
  }
}

/** Paths by their next item; those that end here stand alone, as nothing tells them apart. */
function partition(group: readonly FlatPath[], at: number): readonly (readonly FlatPath[])[] {
  const parts = new Map<string, FlatPath[]>();
  for (const [index, flat] of group.entries()) {
    const key = flat.items[at]?.key ?? `end ${index}`;
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [flat]);
    else part.push(flat);
  }
  return [...parts.values()];
}

function flatten(path: Path, start: State, allMisses: boolean): readonly Item[] {
  const items: Item[] = [];
  let state = start;
  for (const [index, hop] of path.hops.entries()) {
    const name = `${index} ${hop.kind} ${hop.hook}`;
    if (hop.kind !== 'table') {
      const assumed = hop.assumptions ?? [];
      items.push({
        kind: 'hop',
        hop,
        before: state,
        key: [name, hop.text, changesKey(hop), answersKey(assumed)].join('\n'),
      });
      for (const changes of changesOf(hop)) state = applyChanges(state, changes);
      continue;
    }
    state = stateOf(hop.packet);
    const table = `${name} ${hop.table} ${hop.backend}`;
    for (const step of hop.steps) {
      const depth = step.kind === 'policy' ? 0 : step.depth;
      const misses = allMisses ? step.misses : (step.looked ?? step.misses);
      const early = allMisses ? misses.findIndex((miss) => miss.assumptions.length > 0) : 0;
      const split = early < 0 ? misses.length : early;
      for (const miss of misses.slice(0, split)) {
        items.push({ kind: 'miss', hop, miss, depth, before: state, key: `${table}\nmiss ${missKey(miss)}` });
      }
      const rest = misses.slice(split).filter((miss) => allMisses || miss.assumptions.length > 0);
      items.push({
        kind: 'step',
        hop,
        step,
        depth,
        misses: rest,
        before: state,
        key: `${table}\n${stepKey(step, rest)}`,
      });
      if (step.kind === 'rule') state = applyChanges(state, step.changes);
    }
  }
  return items;
}

function missKey(miss: Miss): string {
  return `${miss.rule.chain} ${miss.rule.number} ${miss.match} ${miss.actual} ${answersKey(miss.assumptions)}`;
}

/** Equal for two steps that print alike. */
export function stepKey(step: Step, misses: readonly Miss[]): string {
  const passed = misses.map(missKey).join('\n');
  switch (step.kind) {
    case 'rule': {
      const { rule, depth, verdict, changes, assumptions, notes } = step;
      const what = [
        rule.line,
        rule.chain,
        rule.number,
        depth,
        verdict,
        JSON.stringify(changes),
        notes.join(' '),
      ];
      return `rule ${what.join(' ')} ${answersKey(assumptions)}\n${passed}`;
    }
    case 'return':
      return `return ${step.chain} ${step.depth} ${step.because} ${JSON.stringify(step.to)}\n${passed}`;
    case 'policy':
      return `policy ${step.chain} ${step.verdict} ${step.because}\n${passed}`;
  }
}

function changesKey(hop: Hop): string {
  return JSON.stringify(changesOf(hop));
}

function answersKey(assumptions: readonly Assumption[]): string {
  return assumptions.map(({ subject, answer }) => `${subject}=${answer}`).join(' ');
}

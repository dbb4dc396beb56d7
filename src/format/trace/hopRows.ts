import type { Hop } from '../../trace/trace.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import type { TraceWordsOptions } from './options.js';
import { stepKey } from './pathTree.js';
import type { Item } from './pathTree.js';
import { changeRows, missRows, questionRows, returnRow, stepRows } from './stepRows.js';
import { rulePlace } from './stepWords.js';

/** What of one hop stands in one stretch; `whole`: all of it. */
export interface HopRun {
  readonly hop: Hop;
  readonly items: readonly Item[];
  readonly whole: boolean;
}

/** What a run needs to know of the page. */
export interface RunPlace {
  /** The first run of a branch, whose heading has said the first item's assumptions. */
  readonly branch: boolean;
  /** 0-based number of the first path that goes here. */
  readonly path: number;
  /** Whole tables by what happened in them, with the path that printed them. Added to. */
  readonly printed: Map<string, number>;
  /** Both backends are in the trace, so that tables need more than their name. */
  readonly mixed: boolean;
}

/** Fewer items than this are printed again rather than referred to. */
export const shortestAgain = 3;

export function hopRuns(items: readonly Item[]): readonly HopRun[] {
  const runs: { hop: Hop; items: Item[] }[] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last !== undefined && last.hop === item.hop) last.items.push(item);
    else runs.push({ hop: item.hop, items: [item] });
  }
  return runs.map((run) => ({ ...run, whole: isWhole(run.hop, run.items) }));
}

function isWhole(hop: Hop, items: readonly Item[]): boolean {
  if (hop.kind !== 'table') return true;
  const steps = items.flatMap((item) => (item.kind === 'step' ? [item.step] : []));
  return steps.length === hop.steps.length;
}

/** One hop; a table through which an earlier path went in the very same way is only referred to. */
export function hopRows(run: HopRun, place: RunPlace, options: TraceWordsOptions): readonly Row[] {
  const label = hopLabel(run.hop, place.mixed);
  if (run.hop.kind !== 'table')
    return run.items.flatMap((item) => wayRows(item, label, place.branch, options));
  if (run.whole && run.items.length >= shortestAgain) {
    const key = runKey(run);
    const known = place.printed.get(key);
    if (known !== undefined && known !== place.path) return [againRow(label, run, known)];
    place.printed.set(key, place.path);
  }
  return tableRows(run, label, place.branch, options);
}

/** `filter`, `filter (nft)` where both backends are in the trace, `routing`. */
export function hopLabel(hop: Hop, mixed: boolean): string {
  if (hop.kind !== 'table') return hop.kind;
  return mixed ? `${hop.table} (${hop.backend})` : hop.table;
}

/** Equal for two runs that print alike. */
export function runKey({ hop, items }: HopRun): string {
  const name = hop.kind === 'table' ? `${hop.hook} ${hop.table} ${hop.backend}` : hop.kind;
  return [
    name,
    ...items.map((item) => (item.kind === 'step' ? stepKey(item.step, item.misses) : item.key)),
  ].join('\n');
}

function againRow(label: string, run: HopRun, path: number): Row {
  const text = { role: 'dim', text: `step by step as on path ${path + 1}${endWords(run)}` } as const;
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text };
}

/** Where a table ended: `, up to FORWARD 3 DROP`. */
export function endWords(run: HopRun): string {
  const last = run.items.at(-1);
  const step = last?.kind === 'step' ? last.step : undefined;
  return step?.kind === 'rule'
    ? `, up to ${rulePlace(step.rule)} ${step.verdict}`
    : step?.kind === 'policy'
      ? `, up to the policy ${step.verdict}`
      : '';
}

/** Conntrack, routing, IPVS: what happened, what it rewrote, what it assumed. */
function wayRows(item: Item, label: string, branch: boolean, options: TraceWordsOptions): readonly Row[] {
  if (item.kind !== 'hop') return [];
  const { hop, before } = item;
  const text = { role: 'plain', text: harmlessSentence(hop.text) } as const;
  return [
    { kind: 'text', label: { role: 'label', text: label }, indent: 0, text },
    ...changeRows(hop.changes, before, options),
    ...(branch ? [] : questionRows(hop.assumptions ?? [], 0)),
  ];
}

function tableRows(run: HopRun, label: string, branch: boolean, options: TraceWordsOptions): readonly Row[] {
  const rows: Row[] = [];
  const verbose = options.detail === 'verbose';
  const { items } = run;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    const mark = rows.length === 0 ? label : '';
    if (item === undefined || item.kind === 'hop') continue;
    if (item.kind === 'miss') {
      rows.push(...missRows(item.miss, item.depth, mark, true, options));
      continue;
    }
    const told = branch && at === 0;
    for (const miss of item.misses) {
      if (told && !verbose) continue;
      rows.push(...missRows(miss, item.depth, rows.length === 0 ? label : '', !told, options));
    }
    const { step } = item;
    const own = stepRows(item, rows.length === 0 ? label : '', !told, options);
    const next = items[at + 1];
    const back = next?.kind === 'step' && next.misses.length === 0 ? next.step : undefined;
    if (step.kind === 'rule' && back?.kind === 'return' && back.because === 'rule') {
      rows.push(...own.map((row) => returnRow(back.to, item.hop.table, row, options)));
      at++;
    } else {
      rows.push(...own);
    }
  }
  return rows;
}

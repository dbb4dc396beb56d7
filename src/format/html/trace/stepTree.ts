import type { HopRun } from '../../trace/hopRows.js';
import type { Item } from '../../trace/pathTree.js';
import { markup, type Content, type Markup } from '../markup.js';
import { missFold, type Listed } from './missFold.js';
import type { WayOptions } from './options.js';
import { missLine, stepLine } from './stepMarkup.js';

/** Deeper jumps stand at this depth: browsers nest only so many elements. */
const deepest = 16;

/** A chain that is open: its depth, and the entry of its caller, which the steps of the chain follow. */
interface Frame {
  readonly depth: number;
  readonly head: Content;
  readonly entries: Content[];
}

/** The steps of a table as lists within lists: what a jump leads to stands within the entry of the jump. `told`: what the first item assumed stands elsewhere. */
export function stepTree(run: HopRun, told: boolean, listed: Listed, options: WayOptions): Markup {
  const frames: Frame[] = [{ depth: -1, head: undefined, entries: [] }];
  const { items } = run;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined || item.kind === 'hop') continue;
    while (frames.length > 1 && (frames.at(-1)?.depth ?? -1) >= item.depth) close(frames);
    const entries = frames.at(-1)?.entries;
    if (item.kind === 'miss') {
      entries?.push(markup`<li>${missLine(item.miss, true, options)}</li>`);
      continue;
    }
    const next = items[at + 1];
    const back = returnBehind(item, next);
    const head = [
      beforeStep(item, told && at === 0, listed, options),
      stepLine(item, told && at === 0, back, options),
    ];
    const jumps = item.step.kind === 'rule' && item.step.verdict === 'JUMP' && frames.length < deepest;
    if (jumps && next !== undefined && next.kind !== 'hop' && next.depth > item.depth) {
      frames.push({ depth: item.depth, head, entries: [] });
    } else {
      entries?.push(markup`<li>${head}</li>`);
    }
    if (back !== undefined) at++;
  }
  while (frames.length > 1) close(frames);
  return markup`<ol class="steps">${frames[0]?.entries ?? []}</ol>`;
}

function close(frames: Frame[]): void {
  const frame = frames.pop();
  if (frame === undefined) return;
  frames.at(-1)?.entries.push(markup`<li>${frame.head}<ol class="steps">${frame.entries}</ol></li>`);
}

type StepItem = Extract<Item, { kind: 'step' }>;

/** The return right behind a RETURN rule, which the rule's line tells. */
function returnBehind({ step }: StepItem, next: Item | undefined): ReturnStep | undefined {
  if (step.kind !== 'rule' || next?.kind !== 'step' || next.misses.length > 0) return undefined;
  return next.step.kind === 'return' && next.step.because === 'rule' ? next.step : undefined;
}

type ReturnStep = Extract<StepItem['step'], { kind: 'return' }>;

function beforeStep(item: StepItem, told: boolean, listed: Listed, options: WayOptions): readonly Content[] {
  return [
    missFold(item.step, listed, options),
    ...(told ? [] : item.misses.map((miss) => missLine(miss, true, options))),
  ];
}

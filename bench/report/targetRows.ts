import { judge } from '../targets.js';
import type { Judgement, MeasuredDump, Target } from '../targets.js';
import { figure, whole } from './rows.js';

export const targetHeadings: readonly string[] = ['what', 'dump', 'target', 'seen', ''];

/** One row for each target: what was to be reached, what was seen, whether that is enough. */
export function targetRows(
  targets: readonly Target[],
  measured: readonly MeasuredDump[],
): readonly (readonly string[])[] {
  return targets.map((target) => {
    const judgement = judge(target, measured);
    return [
      `${target.command === 'help' ? '--help' : target.command}${target.measure === 'peak' ? ', peak memory' : ''}`,
      dumpsOf(target),
      limitText(target, judgement),
      seenText(target, judgement),
      verdict(judgement),
    ];
  });
}

function dumpsOf(target: Target): string {
  const size = (rules: number): string => `${rules / 1000}k`;
  return `${target.kind} ${target.measure === 'growth' ? `${size(target.from)} → ` : ''}${size(target.size)}`;
}

function limitText(target: Target, { most }: Judgement): string {
  switch (target.measure) {
    case 'ratio':
      return `≤ ${target.most} × ${target.to}`;
    case 'peak':
      return `≤ ${target.most} MiB`;
    case 'growth':
      return `n log n${most === undefined ? '' : `: ≤ ${figure(most)} ×`}`;
  }
}

function seenText(target: Target, { seen }: Judgement): string {
  if (seen === undefined) return '';
  return target.measure === 'peak' ? `${whole(seen)} MiB` : `${figure(seen)} ×`;
}

function verdict(judgement: Judgement): string {
  if (judgement.seen === undefined) return judgement.why;
  return judgement.met ? 'met' : 'not met';
}

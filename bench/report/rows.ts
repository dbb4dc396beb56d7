import { yardsticks } from '../commands.js';
import {
  medianRatio,
  medianSeconds,
  nodesOf,
  outcomeOf,
  outcomeText,
  peakMemory,
} from '../measure/series.js';
import type { Series } from '../measure/series.js';
import type { MeasuredDump } from '../targets.js';

/** The headings of what was measured of one dump. */
export const headings: readonly string[] = [
  'what',
  'seconds',
  ...yardsticks.map((name) => `× ${shortName(name)}`),
  'peak MiB',
  'nodes',
  'runs',
  '',
];

/** One row for each task, yardsticks first: its median, its ratios against the yardsticks, its peak; where it did not do its work, what happened. */
export function rowsOf({ series }: MeasuredDump): readonly (readonly string[])[] {
  const sorted = [...series.filter(isYardstick), ...series.filter((one) => !isYardstick(one))];
  return sorted.map((one) => {
    const ratios = yardsticks.map((name) => {
      const yardstick = series.find(({ task }) => task.name === name);
      return yardstick === undefined || yardstick === one ? '' : figure(medianRatio(one, yardstick));
    });
    const nodes = nodesOf(one);
    return [
      nameOf(one),
      figure(medianSeconds(one)),
      ...ratios,
      whole(peakMemory(one)),
      nodes === undefined ? '' : grouped(nodes),
      String(one.runs.filter((run) => run !== undefined).length),
      outcomeText(outcomeOf(one)) ?? '',
    ];
  });
}

function isYardstick({ task }: Series): boolean {
  return yardsticks.some((name) => name === task.name);
}

function nameOf(series: Series): string {
  const { name } = series.task;
  return isYardstick(series) ? name : `calitrace ${name === 'help' ? '--help' : name}`;
}

function shortName(yardstick: string): string {
  return yardstick.replace('node -e 0', 'node').replace(/^iptables-(\w+)-restore --test$/, '$1');
}

/** A number with about three digits that say something. */
export function figure(number: number | undefined): string {
  if (number === undefined) return '';
  return number.toFixed(number < 1 ? 3 : number < 100 ? 2 : 0);
}

/** Without digits behind the point. */
export function whole(number: number | undefined): string {
  return number === undefined ? '' : number.toFixed(0);
}

/** The dump in a few words. */
export function dumpTitle({ kind, rules, chains, length }: MeasuredDump): string {
  return `${kind}, ${grouped(rules)} rules in ${grouped(chains)} chains, ${figure(length / 1e6)} MB`;
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
}

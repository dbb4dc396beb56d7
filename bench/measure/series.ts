import type { ProcessRun } from './runProcess.js';

/** Something that is run again and again. */
export interface Task {
  readonly name: string;
  readonly words: readonly string[];
  /** Exit codes with which it did what it was asked for. */
  readonly good: readonly number[];
}

/** The runs of a task by round; undefined in rounds in which it did not run. */
export interface Series {
  readonly task: Task;
  readonly runs: readonly (ProcessRun | undefined)[];
}

/** How the runs of a task ended. */
export type Outcome =
  | { readonly kind: 'done' }
  /** It gave up in good order: the sets of packets grew too large. */
  | { readonly kind: 'not decided' }
  | { readonly kind: 'overtime' }
  | { readonly kind: 'out of memory' }
  | { readonly kind: 'failed'; readonly why: string };

/** How the last run of a series ended. A series has at least one. */
export function outcomeOf({ task, runs }: Series): Outcome {
  const last = runs.findLast((run) => run !== undefined);
  if (last === undefined) return { kind: 'failed', why: 'did not run' };
  if (last.overtime) return { kind: 'overtime' };
  if (last.said.includes('not decided') || /"undecided":\s*\[\s*\{/.test(last.said))
    return { kind: 'not decided' };
  if (last.said.includes('heap out of memory')) return { kind: 'out of memory' };
  if (last.code !== undefined && task.good.includes(last.code)) return { kind: 'done' };
  const [line = ''] = last.said.split('\n');
  return {
    kind: 'failed',
    why: last.code === undefined ? 'ended by a signal' : `exit code ${last.code}: ${line}`,
  };
}

/** How that reads in a report; undefined where it did what it was asked for. */
export function outcomeText(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'done':
      return undefined;
    case 'not decided':
    case 'out of memory':
      return outcome.kind;
    case 'overtime':
      return 'did not end in time';
    case 'failed':
      return outcome.why;
  }
}

/** How many nodes its sets of packets took, as its JSON tells; undefined of what makes no sets. */
export function nodesOf({ runs }: Series): number | undefined {
  const said = runs.findLast((run) => run !== undefined)?.said ?? '';
  const nodes = /^\s*"nodes":\s*(\d+)/m.exec(said)?.[1];
  return nodes === undefined ? undefined : Number(nodes);
}

/** The median wall time in seconds. */
export function medianSeconds({ runs }: Series): number | undefined {
  return median(runs.flatMap((run) => (run === undefined ? [] : [run.seconds])));
}

/** The highest peak of all runs, in MiB. */
export function peakMemory({ runs }: Series): number | undefined {
  const peaks = runs.flatMap((run) => run?.peak ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

/**
 * How many times as long as another series: the median over the rounds in which both ran, each round a pair of runs that met
 * the same machine. Undefined where there is no such round.
 */
export function medianRatio(series: Series, yardstick: Series): number | undefined {
  return median(
    series.runs.flatMap((run, round) => {
      const other = yardstick.runs[round];
      return run === undefined || other === undefined ? [] : [run.seconds / other.seconds];
    }),
  );
}

/** The middle one, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  const lower = sorted.length % 2 === 0 ? sorted[half - 1] : upper;
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

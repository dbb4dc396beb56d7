import { runProcess } from './runProcess.js';
import type { ProcessRun, RunLimits } from './runProcess.js';
import { outcomeOf } from './series.js';
import type { Series, Task } from './series.js';

export interface RoundLimits extends RunLimits {
  /** How many rounds. */
  readonly runs: number;
  /** A task that has taken so many seconds in all is not run again. */
  readonly patience: number;
}

/**
 * Runs all tasks in turn, round after round, every other time backwards, so that what disturbs the machine disturbs neighbours
 * alike. A task that fails, does not end in time, or has taken long enough is left out from then on; each has run once.
 */
export async function measureRounds(
  tasks: readonly Task[],
  limits: RoundLimits,
  tell: (task: Task, round: number) => void,
): Promise<readonly Series[]> {
  const series = tasks.map((task) => ({ task, runs: [] as (ProcessRun | undefined)[], spent: 0 }));
  for (let round = 0; round < limits.runs; round++) {
    for (const one of round % 2 === 0 ? series : series.toReversed()) {
      if (round > 0 && (one.spent >= limits.patience || !isWorthAnother(one))) {
        one.runs.push(undefined);
        continue;
      }
      tell(one.task, round);
      const run = await runProcess(one.task.words, limits);
      one.runs.push(run);
      one.spent += run.seconds;
    }
  }
  return series;
}

function isWorthAnother(series: Series): boolean {
  const { kind } = outcomeOf(series);
  return kind === 'done' || kind === 'not decided';
}

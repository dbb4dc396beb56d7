import type { Path } from '../../trace/trace.js';

/** The chance that one of these paths is taken; undefined where one of them has no known chance. */
export function sumOfChances(paths: readonly Pick<Path, 'chance'>[]): number | undefined {
  let sum = 0;
  for (const { chance } of paths) {
    if (chance === undefined) return undefined;
    sum += chance;
  }
  return sum;
}

/** Ascending numbers: `2`, `2 and 3`, `2 to 9, 12`. */
export function numberWords(numbers: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === number) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs
    .map(({ first, last }) =>
      first === last ? `${first}` : `${first}${first + 1 === last ? ', ' : ' to '}${last}`,
    )
    .join(', ');
}

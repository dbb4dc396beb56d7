import { Option } from 'commander';
import { UsageError } from './usageError.js';

const usualMostRows = 20;

/** `--max-rows`: of `what`, as in `at most so many rows for each hook`. */
export function rowsOption(what: string): Option {
  return new Option('--max-rows <number>', `at most so many rows for each ${what}`)
    .default(usualMostRows)
    .argParser((text) => {
      const number = Number(text);
      if (!Number.isInteger(number) || number < 1)
        throw new UsageError(`--max-rows: "${text}" is not a number from 1 on`);
      return number;
    });
}

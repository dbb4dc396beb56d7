import { Option } from 'commander';
import { wholeNumber } from './wholeNumber.js';

const usualMostRows = 20;

/** `--max-rows`: of `what`, as in `at most so many rows for each hook`. */
export function rowsOption(what: string): Option {
  return new Option('--max-rows <number>', `at most so many rows for each ${what}`)
    .default(usualMostRows)
    .argParser(wholeNumber('--max-rows', 1));
}

import type { OptionType } from '../option.js';
import { word } from './words.js';

const microseconds: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['us', 1],
  ['usec', 1],
  ['usecs', 1],
  ['ms', 1e3],
  ['msec', 1e3],
  ['msecs', 1e3],
  ['s', 1e6],
  ['sec', 1e6],
  ['secs', 1e6],
]);

/**
 * A time with unit, in microseconds: `250ms`, `0.5s`.
 * @see iptables extensions/libxt_RATEEST.c RATEEST_get_time
 */
export const duration: OptionType<number> = word('a time such as 250ms or 2s', (written) => {
  const parts = /^(\d{1,12}(?:\.\d{0,12})?)([a-zA-Z]*)$/.exec(written);
  const unit = microseconds.get((parts?.[2] ?? '').toLowerCase());
  return parts === null || unit === undefined ? undefined : Math.trunc(Number(parts[1]) * unit);
});

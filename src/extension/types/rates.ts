import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';

/** Packets in a span of time, as limits are written: 5 in 60 seconds. */
export interface Rate {
  readonly packets: number;
  /** 1, 60, 3600 or 86400. */
  readonly seconds: number;
}

const units = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
] as const;

/**
 * `NUMBER[/second|/minute|/hour|/day]`, the unit in any case and as short as one likes; without unit a second. What follows the
 * number's digits is ignored, as atoi does.
 * @see iptables extensions/libxt_limit.c parse_rate
 */
export function readRate(text: string): Rate | undefined {
  const cut = text.indexOf('/');
  const digits = /^\d+/.exec(text)?.[0];
  const unit = cut < 0 ? 's' : text.slice(cut + 1).toLowerCase();
  const seconds = unit === '' ? undefined : units.find(([name]) => name.startsWith(unit))?.[1];
  const packets = Number(digits ?? 0);
  return seconds === undefined || packets === 0 ? undefined : { packets, seconds };
}

/** A rate whose packets lie at least 1/`scale` seconds apart: the finest step of the kernel's clock for it. */
export function rate(scale: number): OptionType<Rate> {
  return {
    takes: 1,
    read([text = '']) {
      const value = readRate(text);
      if (value === undefined) return bad('a rate such as 5/minute: NUMBER/second, /minute, /hour or /day');
      return value.packets > scale * value.seconds
        ? bad(`a rate of at most ${scale} packets a second`)
        : good(value);
    },
  };
}

/** `5/min`, in the words of iptables-save. */
export function writeRate({ packets, seconds }: Rate): string {
  const unit = seconds === 1 ? 'sec' : seconds === 60 ? 'min' : seconds === 3600 ? 'hour' : 'day';
  return `${packets}/${unit}`;
}

import { allMonthDays, allWeekdays, lastDate, lastSecond } from '../condition/timeWindow.js';
import type { TimeWindow } from '../condition/timeWindow.js';
import { match } from '../extension/extension.js';
import { readNumber, flag } from '../extension/types/numbers.js';
import { word } from '../extension/types/words.js';
import type { OptionType, Setting } from '../extension/option.js';

/** Seconds since 1970. @see iptables extensions/libxt_time.c time_parse_date */
const date: OptionType<number> = word('a date YYYY[-MM[-DD[Thh[:mm[:ss]]]]] from 1970 to 2038', (written) => {
  const parts = /^(\d+)(?:-(\d+)(?:-(\d+)(?:T(\d+)(?::(\d+)(?::(\d+))?)?)?)?)?$/.exec(written);
  if (parts === null) return undefined;
  const at = (index: number, absent: number): number => Number(parts[index] ?? absent);
  const [year, month, day] = [at(1, 0), at(2, 1), at(3, 1)];
  const [hour, minute, second] = [at(4, 0), at(5, 0), at(6, 0)];
  if (year < 1970 || year > 2038 || month > 12 || day > 31) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  return seconds < 0 ? undefined : seconds;
});

/** Seconds from midnight; a number left out is 0. */
const timeOfDay: OptionType<number> = word('a time hh:mm[:ss]', (written) => {
  const parts = /^(\d*):(\d*)(?::(\d*))?$/.exec(written);
  if (parts === null) return undefined;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  return hour > 23 || minute > 59 || second > 59 ? undefined : hour * 3600 + minute * 60 + second;
});

const monthDays: OptionType<number> = word('days of the month from 1 to 31, comma-separated', (written) => {
  let bits = 0;
  for (const part of listed(written)) {
    const day = readNumber(part, 31);
    if (day === undefined) return undefined;
    bits |= 1 << day;
  }
  return bits >>> 0;
});

/** Of a weekday iptables reads three characters; a number over 7 is no day. */
const longestDay = 3;
const weekdayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

const weekdays: OptionType<number> = word('weekdays Mon to Sun or 1 to 7, comma-separated', (written) => {
  let bits = 0;
  for (const part of listed(written)) {
    const named = weekdayNames.indexOf(part.slice(0, 2)) + 1;
    const day = named === 0 ? readNumber(part.slice(0, longestDay), 999) : named;
    if (day === undefined || day === 0) return undefined;
    bits |= 1 << day;
  }
  return bits & allWeekdays;
});

/** A comma at the end starts no further word. */
function listed(written: string): readonly string[] {
  if (written === '') return [];
  return (written.endsWith(',') ? written.slice(0, -1) : written).split(',');
}

/**
 * The time at which the packet passes.
 * @see linux net/netfilter/xt_time.c time_mt
 * @see iptables extensions/libxt_time.c
 */
export default match({
  name: 'time',
  families: [4, 6],
  options: {
    datestart: { type: date },
    datestop: { type: date },
    timestart: { type: timeOfDay },
    timestop: { type: timeOfDay },
    contiguous: { type: flag },
    weekdays: { type: weekdays, invert: true },
    monthdays: { type: monthDays, invert: true },
    localtz: { type: flag, excludes: ['utc'] },
    utc: { type: flag, excludes: ['localtz', 'kerneltz'] },
    kerneltz: { type: flag, excludes: ['utc'] },
  },
  check(values) {
    const start = values.timestart?.value ?? 0;
    const stop = values.timestop?.value ?? lastSecond;
    return values.contiguous !== undefined && start < stop
      ? '--contiguous makes sense only where the time stops before it starts'
      : undefined;
  },
  condition(values) {
    const window: TimeWindow = {
      dateStart: values.datestart?.value ?? 0,
      dateStop: values.datestop?.value ?? lastDate,
      dayStart: values.timestart?.value ?? 0,
      dayStop: values.timestop?.value ?? lastSecond,
      weekdays: days(values.weekdays, allWeekdays),
      monthDays: days(values.monthdays, allMonthDays),
      contiguous: values.contiguous !== undefined,
      local: values.localtz !== undefined || values.kerneltz !== undefined,
    };
    return { kind: 'derived', of: { fact: 'time', window } };
  },
});

function days(setting: Setting<number> | undefined, all: number): number {
  if (setting === undefined) return all;
  return (setting.negated ? setting.value ^ all : setting.value) >>> 0;
}

/**
 * The moments in which `-m time` holds. Times of day are seconds from midnight, dates seconds since 1970; both ends count.
 * Days are bits: weekdays 1 (Monday) to 7, days of the month 1 to 31.
 */
export interface TimeWindow {
  readonly dateStart: number;
  readonly dateStop: number;
  readonly dayStart: number;
  readonly dayStop: number;
  readonly weekdays: number;
  readonly monthDays: number;
  /** A window past midnight belongs whole to the day on which it starts. */
  readonly contiguous: boolean;
  /** In the node's time zone; else in UTC. */
  readonly local: boolean;
}

const secondsOfDay = 86_400;
export const lastSecond = secondsOfDay - 1;
export const lastDate = 0x7fffffff;
/** Bits 1 to 7. */
export const allWeekdays = 0xfe;
/** Bits 1 to 31. */
export const allMonthDays = 0xfffffffe;

/**
 * Whether a moment, in seconds since 1970, lies in the window. `zone` is the node's offset from UTC in seconds, eastward positive;
 * it counts only where the window is local.
 * @see linux net/netfilter/xt_time.c time_mt
 */
export function isWithin(window: TimeWindow, moment: number, zone = 0): boolean {
  let stamp = Math.floor(moment) + (window.local ? zone : 0);
  if (stamp < window.dateStart || stamp > window.dateStop) return false;
  const second = ((stamp % secondsOfDay) + secondsOfDay) % secondsOfDay;
  if (window.dayStart < window.dayStop) {
    if (second < window.dayStart || second > window.dayStop) return false;
  } else {
    if (second < window.dayStart && second > window.dayStop) return false;
    if (window.contiguous && second <= window.dayStop) stamp -= secondsOfDay;
  }
  const day = new Date(stamp * 1000);
  const weekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
  return (window.weekdays & (1 << weekday)) !== 0 && (window.monthDays & (1 << day.getUTCDate())) !== 0;
}

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The window in words: `from 08:00:00 to 18:00:00 UTC on Mon, Tue`. */
export function writeWindow(window: TimeWindow): string {
  const parts: string[] = [];
  if (window.dayStart !== 0 || window.dayStop !== lastSecond) {
    parts.push(`from ${clock(window.dayStart)} to ${clock(window.dayStop)}`);
  }
  if (window.dateStart !== 0) parts.push(`after ${date(window.dateStart)}`);
  if (window.dateStop !== lastDate) parts.push(`before ${date(window.dateStop)}`);
  if ((window.weekdays & allWeekdays) !== allWeekdays) {
    parts.push(`on ${weekdayNames.filter((_, index) => (window.weekdays & (2 << index)) !== 0).join(', ')}`);
  }
  if (window.monthDays >>> 1 !== allMonthDays >>> 1) {
    const days = Array.from({ length: 31 }, (_, index) => index + 1);
    parts.push(`on day ${days.filter((day) => (window.monthDays & (1 << day)) !== 0).join(', ')}`);
  }
  if (parts.length === 0) return 'any';
  return `${parts.join(' ')} ${window.local ? 'in the time zone of the node' : 'UTC'}`;
}

function clock(seconds: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function date(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

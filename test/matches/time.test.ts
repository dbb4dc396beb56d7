import { describe, expect, it, test } from 'vitest';
import { isWithin, writeWindow } from '../../src/condition/timeWindow.js';
import type { TimeWindow } from '../../src/condition/timeWindow.js';
import time from '../../src/matches/time.js';
import { conditionOf, testMatch } from '../extension/support.js';

testMatch(time, {
  decides: [
    ['--timestart 01:00', {}, 'unknown'],
    ['--timestart 01:00', { told: { time: true } }, 'yes'],
  ],
  reads: [
    ['', 'OK'],
    ['--timestart 00:00 --timestop 24:00', 'refused'],
    ['--timestart 1:2:3 --timestop 23:59:59', 'OK'],
    ['--timestart 12', 'refused'],
    ['--datestart 1969', 'refused'],
    ['--datestart 2020-13', 'refused'],
    ['--datestart 2020-12-32', 'refused'],
    ['--datestart 2020-12-31T23:59:59', 'OK'],
    ['--datestart 2020 --datestop 2021-06', 'OK'],
    ['--weekdays Mon,Tue,6', 'OK'],
    ['--weekdays monday', 'refused'],
    ['--weekdays Monday,', 'OK'],
    ['--weekdays 0', 'refused'],
    ['! --weekdays Sat,Sun', 'OK'],
    ['--monthdays 1,31', 'OK'],
    ['--monthdays 32', 'refused'],
    ['! --timestart 10:00', 'refused'],
    ['--contiguous', 'refused'],
    ['--timestart 23:00 --timestop 01:00 --contiguous', 'OK'],
    ['--utc --kerneltz', 'refused'],
    ['--localtz --utc', 'refused'],
  ],
});

function windowOf(options: string): TimeWindow {
  const condition = conditionOf(time, options);
  const part = condition.kind === 'all' ? condition.of.at(-1) : condition;
  if (part?.kind !== 'derived' || part.of.fact !== 'time') throw new Error('no window');
  return part.of.window;
}

const at = (moment: string): number => Date.parse(`${moment}Z`) / 1000;

describe('the window', () => {
  test.each([
    ['', '2026-08-01T00:00:00', true],
    ['--timestart 08:00 --timestop 18:00', '2026-08-01T08:00:00', true],
    ['--timestart 08:00 --timestop 18:00', '2026-08-01T18:00:00', true],
    ['--timestart 08:00 --timestop 18:00', '2026-08-01T18:00:01', false],
    ['--timestart 22:00 --timestop 06:00', '2026-08-01T23:00:00', true],
    ['--timestart 22:00 --timestop 06:00', '2026-08-01T05:00:00', true],
    ['--timestart 22:00 --timestop 06:00', '2026-08-01T12:00:00', false],
    ['--timestart 12:00 --timestop 12:00', '2026-08-01T17:00:00', true],
    ['--weekdays Sat', '2026-08-01T12:00:00', true],
    ['--weekdays Sun', '2026-08-01T12:00:00', false],
    ['! --weekdays Sat,Sun', '2026-08-02T12:00:00', false],
    ['! --weekdays Sat,Sun', '2026-08-03T12:00:00', true],
    // Sunday at one in the night belongs to Saturday only if the window is contiguous.
    ['--weekdays Sat --timestart 23:00 --timestop 02:00', '2026-08-02T01:00:00', false],
    ['--weekdays Sat --timestart 23:00 --timestop 02:00 --contiguous', '2026-08-02T01:00:00', true],
    ['--monthdays 1', '2026-08-01T12:00:00', true],
    ['--monthdays 31', '2026-08-31T12:00:00', true],
    ['! --monthdays 31', '2026-08-31T12:00:00', false],
    ['--datestart 2026-08-01T12:00', '2026-08-01T11:59:59', false],
    ['--datestop 2026-08-01', '2026-08-01T00:00:00', true],
    ['--datestop 2026-08-01', '2026-08-01T00:00:01', false],
  ])('%s at %s: %s', (options, moment, answer) => {
    expect(isWithin(windowOf(options), at(moment))).toBe(answer);
  });

  test('counts in the time zone of the node with --kerneltz', () => {
    const moment = at('2026-08-01T07:30:00');
    expect(isWithin(windowOf('--timestart 08:00 --timestop 18:00 --kerneltz'), moment, 3600)).toBe(true);
    expect(isWithin(windowOf('--timestart 08:00 --timestop 18:00'), moment, 3600)).toBe(false);
  });

  it.each([
    ['', 'any'],
    ['--timestart 08:00 --timestop 18:00 --weekdays Mon,Tue', 'from 08:00:00 to 18:00:00 on Mon, Tue UTC'],
    ['--monthdays 1,2 --kerneltz', 'on day 1, 2 in the time zone of the node'],
    ['--datestart 2026', 'after 2026-01-01 00:00:00 UTC'],
  ])('%s reads: %s', (options, words) => {
    expect(writeWindow(windowOf(options))).toBe(words);
  });
});

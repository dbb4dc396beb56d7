import { describe, expect, it } from 'vitest';
import type { ProcessRun } from '../../bench/measure/runProcess.js';
import { median, medianRatio, outcomeOf, peakMemory } from '../../bench/measure/series.js';
import type { Series } from '../../bench/measure/series.js';
import { rowsOf } from '../../bench/report/rows.js';
import { targetRows } from '../../bench/report/targetRows.js';
import { judge } from '../../bench/targets.js';
import type { MeasuredDump, Target } from '../../bench/targets.js';

const ended: ProcessRun = { seconds: 1, peak: 10, code: 0, overtime: false, said: '' };

/** Runs that took so many seconds; undefined where there was none in that round. */
function series(
  name: string,
  seconds: readonly (number | undefined)[],
  last: Partial<ProcessRun> = {},
): Series {
  const runs = seconds.map((one) => (one === undefined ? undefined : { ...ended, seconds: one, ...last }));
  return { task: { name, words: [name], good: [0] }, runs };
}

function dump(size: number, ...all: readonly Series[]): MeasuredDump {
  return { kind: 'kube-proxy', size, rules: size, chains: 10, length: 1e6, series: all };
}

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[], undefined],
  ] as const)('%j is %s', (numbers, result) => expect(median(numbers)).toBe(result));
});

describe('a ratio', () => {
  it('is the median of pairs, not the pair of medians', () => {
    const slowThenFast = series('a', [30, 2, 4]);
    expect(medianRatio(slowThenFast, series('b', [10, 1, 1]))).toBe(3);
    expect(medianRatio(slowThenFast, series('b', [10, 2, 1]))).toBe(3);
  });
  it('leaves rounds out in which one did not run', () => {
    expect(medianRatio(series('a', [6, undefined, 8]), series('b', [3, 1, 2]))).toBe(3);
    expect(medianRatio(series('a', [undefined]), series('b', [1]))).toBeUndefined();
  });
});

describe('the outcome of runs', () => {
  it.each([
    [{}, { kind: 'done' }],
    [{ code: 2, said: 'calitrace: not decided: too large\n' }, { kind: 'not decided' }],
    [{ code: 0, said: 'a.save: not decided: table filter' }, { kind: 'not decided' }],
    [{ code: 0, said: '"undecided": [\n    {\n      "table": "filter"' }, { kind: 'not decided' }],
    [{ code: 0, said: '"undecided": []' }, { kind: 'done' }],
    [{ code: undefined, overtime: true }, { kind: 'overtime' }],
    [{ code: undefined, said: 'FATAL ERROR: JavaScript heap out of memory' }, { kind: 'out of memory' }],
    [
      { code: 3, said: 'no\nmore' },
      { kind: 'failed', why: 'exit code 3: no' },
    ],
    [{ code: undefined }, { kind: 'failed', why: 'ended by a signal' }],
  ] as const)('%j is %j', (last, outcome) => expect(outcomeOf(series('a', [1], last))).toEqual(outcome));

  it('has the highest peak', () => {
    expect(peakMemory({ ...series('a', []), runs: [ended, undefined, { ...ended, peak: 12 }] })).toBe(12);
  });
});

describe('a target', () => {
  const ratio: Target = {
    command: 'parse',
    kind: 'kube-proxy',
    size: 1000,
    measure: 'ratio',
    to: 'node -e 0',
    most: 2,
  };
  const growth: Target = {
    command: 'lint',
    kind: 'kube-proxy',
    size: 100_000,
    measure: 'growth',
    from: 10_000,
  };
  const node = series('node -e 0', [1]);

  it.each([
    ['is met', ratio, [dump(1000, node, series('parse', [2]))], 'met'],
    ['is not met', ratio, [dump(1000, node, series('parse', [2.1]))], 'not met'],
    ['was not measured', ratio, [dump(2000, node, series('parse', [2]))], 'not measured'],
    ['has no yardstick', ratio, [dump(1000, series('parse', [2]))], 'not measured'],
    ['failed', ratio, [dump(1000, node, series('parse', [1], { code: 1, said: 'no' }))], 'exit code 1: no'],
    ['grows', growth, [dump(10_000, series('lint', [1])), dump(100_000, series('lint', [12]))], 'met'],
    [
      'grows too fast',
      growth,
      [dump(10_000, series('lint', [1])), dump(100_000, series('lint', [13]))],
      'not met',
    ],
    [
      'gave up on the smaller dump',
      growth,
      [dump(10_000, series('lint', [1], { said: 'not decided' })), dump(100_000, series('lint', [1]))],
      'not decided',
    ],
  ] as const)('that %s says so', (_, target, measured, verdict) => {
    expect(targetRows([target], measured)[0]?.at(-1)).toBe(verdict);
  });

  it('of memory is compared in MiB', () => {
    const peak: Target = { command: 'parse', kind: 'kube-proxy', size: 1000, measure: 'peak', most: 9 };
    expect(judge(peak, [dump(1000, series('parse', [2]))])).toEqual({ seen: 10, most: 9, met: false });
  });
});

describe('the rows of a dump', () => {
  it('begin with the yardsticks', () => {
    const measured = dump(
      1000,
      series('help', [2]),
      series('iptables-legacy-restore --test', [4]),
      series('node -e 0', [1]),
    );
    expect(rowsOf(measured)).toEqual([
      ['iptables-legacy-restore --test', '4.00', '4.00', '', '', '10', '', '1', ''],
      ['node -e 0', '1.00', '', '0.250', '', '10', '', '1', ''],
      ['calitrace --help', '2.00', '2.00', '0.500', '', '10', '', '1', ''],
    ]);
  });

  it('have the nodes that its JSON tells', () => {
    const said =
      '{\n  "format": "calitrace.lint",\n  "version": 1,\n  "nodes": 1234567,\n  "findings": []\n}';
    expect(rowsOf(dump(1000, series('lint', [2], { said })))[0]?.[6]).toBe('1 234 567');
  });
});

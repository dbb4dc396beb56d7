import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { measureRounds } from '../../bench/measure/measureRounds.js';
import { runProcess } from '../../bench/measure/runProcess.js';
import type { Task } from '../../bench/measure/series.js';

const folder = mkdtempSync(join(tmpdir(), 'calitrace-measure-'));
afterAll(() => rmSync(folder, { recursive: true }));

const limits = { seconds: 30, outputFile: join(folder, 'output'), environment: process.env };

/** Node running a script. */
const node = (script: string): readonly string[] => [process.execPath, '-e', script];
const task = (name: string, script: string): Task => ({ name, words: node(script), good: [0] });

describe('one run', () => {
  it('tells how the program ended and what it said', async () => {
    const run = await runProcess(node('console.log("one"); console.error("two"); process.exit(3)'), limits);
    expect(run).toMatchObject({ code: 3, overtime: false, said: 'one\ntwo\n' });
    expect(run.seconds).toBeGreaterThan(0);
  });

  it.runIf(process.platform === 'linux')('tells the peak of its memory', async () => {
    const script = 'globalThis.kept = Buffer.alloc(80 << 20, 1); setTimeout(() => {}, 100)';
    expect((await runProcess(node(script), limits)).peak).toBeGreaterThan(80);
  });

  it('is ended when it takes too long', async () => {
    const run = await runProcess(node('setInterval(() => {}, 1000)'), { ...limits, seconds: 0.2 });
    expect(run).toMatchObject({ code: undefined, overtime: true });
  });

  it('of a program that is not there is refused', async () => {
    await expect(runProcess([join(folder, 'nothing')], limits)).rejects.toThrow('ENOENT');
  });
});

describe('rounds', () => {
  it('run everything in turn, every other time backwards, without what failed', async () => {
    const told: string[] = [];
    const series = await measureRounds(
      [task('a', ''), task('b', 'process.exit(1)'), task('c', '')],
      { ...limits, runs: 3, patience: 100 },
      ({ name }, round) => told.push(`${name}${round}`),
    );
    expect(told).toEqual(['a0', 'b0', 'c0', 'c1', 'a1', 'a2', 'c2']);
    expect(series.map(({ runs }) => runs.map((run) => run?.code))).toEqual([
      [0, 0, 0],
      [1, undefined, undefined],
      [0, 0, 0],
    ]);
  });

  it('run what takes too long in all but once', async () => {
    const [series] = await measureRounds(
      [task('a', '')],
      { ...limits, runs: 3, patience: 0 },
      () => undefined,
    );
    expect(series?.runs.map((run) => run?.code)).toEqual([0, undefined, undefined]);
  });
});

import { stripVTControlCharacters } from 'node:util';
import { describe as group, expect, it } from 'vitest';
import { colourFor } from '../../src/format/colour.js';
import { formatTraceText } from '../../src/format/trace/text.js';
import type { TraceTextOptions } from '../../src/format/trace/options.js';
import { textWidth } from '../../src/format/wrap.js';
import { samples } from './samples.js';
import type { Sample } from './samples/sample.js';
import { describe } from './words.js';

function show(sample: Sample, more: Partial<TraceTextOptions> = {}): string {
  return formatTraceText(sample.trace, {
    ruleset: sample.ruleset,
    describe,
    detail: 'normal',
    width: 120,
    colour: colourFor(false),
    ...more,
  });
}

group('a trace as text', () => {
  for (const [name, sample] of Object.entries(samples)) {
    for (const width of [60, 80, 120, 200]) {
      it(`${name} at ${width} columns`, async () => {
        const text = show(sample, { width });
        await expect(text).toMatchFileSnapshot(`snapshots/${name}.${width}.txt`);
        for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width);
      });
    }
  }

  for (const name of ['calico-drop', 'service', 'unknown-sets', 'hostile']) {
    it(`${name} with the rules that did not match`, async () => {
      await expect(show(samples[name] ?? never(), { detail: 'verbose' })).toMatchFileSnapshot(
        `snapshots/${name}.verbose.txt`,
      );
    });
  }

  it.each([
    ['calico-drop', 'DROPPED   by filter cali-pi-namespace-default rule 2, line 57 of the dump\n'],
    ['no-route', 'DROPPED   by the kernel: no route to 10.244.1.2\n'],
    [
      'service',
      '1 path    chance 1/3  FORWARDED  out cali0, by filter FORWARD rule 2, line 71 of the dump\n' +
        '1 path    chance 1/3  FORWARDED  out cali1, by filter FORWARD rule 2, line 71 of the dump\n' +
        '1 path    chance 1/3  DROPPED    by filter cali-tw-cali2 rule 7, line 95 of the dump\n' +
        'VERDICT   differs: FORWARDED on 2 of 3 paths (chance 2/3), DROPPED on 1 of 3 paths (chance 1/3)\n',
    ],
  ])('%s, the verdict alone', (name, expected) => {
    expect(show(samples[name] ?? never(), { detail: 'quiet' })).toBe(expected);
  });

  it('says that it was cut, in every detail', () => {
    for (const detail of ['quiet', 'normal', 'verbose'] as const) {
      expect(show(samples['unknown-sets'] ?? never(), { detail })).toContain('INCOMPLETE');
    }
  });

  it('has paths that end alike in one line at the end, but not where the verdicts alone are asked for', () => {
    const { trace, ruleset } = samples['service'] ?? never();
    const [path] = trace.paths;
    const twice = {
      ruleset,
      trace: { ...trace, paths: [...trace.paths, ...(path === undefined ? [] : [path])] },
    };
    const lines = show(twice).split('\n').slice(-5);
    expect(lines).toEqual([
      '2 paths   chance 2/3  FORWARDED  out cali0, by filter FORWARD rule 2, line 71 of the dump (paths 1, 2)',
      'path 3    chance 1/3  FORWARDED  out cali1, by filter FORWARD rule 2, line 71 of the dump',
      'path 4    chance 1/3  DROPPED    by filter cali-tw-cali2 rule 7, line 95 of the dump',
      'VERDICT   differs: FORWARDED on 3 of 4 paths (chance 1), DROPPED on 1 of 4 paths (chance 1/3)',
      '',
    ]);
    expect(show(twice, { detail: 'quiet' }).trimEnd().split('\n')).toHaveLength(4);
  });

  it('prints a chain of a hundred thousand rules that did not match', () => {
    const { trace, ruleset } = samples['calico-drop'] ?? never();
    const hops = trace.paths[0]?.hops.map((hop) =>
      hop.kind !== 'table'
        ? hop
        : {
            ...hop,
            steps: hop.steps.map((step) => ({
              ...step,
              misses: step.misses.flatMap((miss) => Array.from({ length: 50_000 }, () => miss)),
            })),
          },
    );
    const paths = trace.paths.map((path) => ({ ...path, hops: hops ?? [] }));
    const text = show({ ruleset, trace: { ...trace, paths } }, { detail: 'verbose' });
    expect(text.split('no match').length - 1).toBe(150_000);
  });

  it('is the same text with colours as without them', () => {
    for (const sample of Object.values(samples)) {
      const painted = show(sample, { colour: colourFor(true) });
      expect(painted).toContain('\x1b[');
      expect(stripVTControlCharacters(painted)).toBe(show(sample));
    }
  });

  it('lets no control character and no mark of direction of a dump through', () => {
    for (const detail of ['quiet', 'normal', 'verbose'] as const) {
      expect(show(samples['hostile'] ?? never(), { detail })).not.toMatch(/[^\n -~→·─…\u3000-\u9fff]/);
    }
  });

  it('keeps a page of 40 columns where less is asked for', () => {
    const text = show(samples['calico-drop'] ?? never(), { width: 1 });
    expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThanOrEqual(40);
  });
});

function never(): never {
  throw new Error('no such sample');
}

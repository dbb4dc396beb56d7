import { describe as group, expect, it } from 'vitest';
import { formatTracePage } from '../../../src/format/html/trace/tracePage.js';
import { samples } from '../samples.js';
import type { Sample } from '../samples/sample.js';
import { describe } from '../words.js';
import { soundPage } from './page.js';
import { textOf } from './readPage.js';

function show({ trace, ruleset }: Sample): string {
  return formatTracePage(trace, {
    ruleset,
    describe,
    detail: 'normal',
    describeMark: () => [],
    dump: 'dump.save',
    problems: [],
    chainsNotRead: 0,
    version: '1.2.3-test',
  });
}

group('a trace as a page', () => {
  it.each(Object.entries(samples))('%s is sound', (_, sample) => {
    soundPage(show(sample));
  });

  it.each([
    ['calico-drop', 'DROPPED by filter cali-pi-namespace-default rule 2, line 57 of the dump'],
    ['no-route', 'DROPPED by the kernel: no route to 10.244.1.2'],
    [
      'service',
      'VERDICT differs: FORWARDED on 2 of 3 paths (chance 2/3), DROPPED on 1 of 3 paths (chance 1/3)',
    ],
  ])('%s says first how it ends', (name, end) => {
    const sample = samples[name];
    expect(sample === undefined ? '' : textOf(soundPage(show(sample)))).toContain(end);
  });
});

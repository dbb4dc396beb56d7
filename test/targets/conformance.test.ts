import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/matches/registry.js';
import { targets } from '../../src/targets/registry.js';
import { bindText } from '../extension/support.js';

const corpus = process.env['CALITRACE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus');
const file = join(corpus, 'iptables-ext-tests', 'conformance-observed-1.8.9-kernel6.18.tsv');

interface Row {
  readonly family: 4 | 6;
  readonly rule: string;
  readonly refused: boolean;
}

/** Exit status 2 of both programs: the words themselves were refused, not what the kernel then said. */
const refusedWords = '2';

/** `libxt_MARK.t`: the file of a target, not of a match. */
const ofTarget = /_[A-Z]+\.t$/;

/** Sets that have to exist are no matter of words. */
const needsSet = /--(?:add|del|map)-set/;

function rowsOf(text: string): readonly Row[] {
  const rows: Row[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [extension = '', family, , , rule = '', , , legacy, , nft] = line.split('\t');
    if (!ofTarget.test(extension) || needsSet.test(rule)) continue;
    rows.push({
      family: family === '6' ? 6 : 4,
      rule,
      refused: legacy === refusedWords && nft === refusedWords,
    });
  }
  return rows;
}

describe.skipIf(!existsSync(file))('rules observed with iptables 1.8.9', () => {
  const rows = existsSync(file) ? rowsOf(readFileSync(file, 'latin1')) : [];

  test('there are rules of targets', () => {
    expect(rows.length).toBeGreaterThan(300);
  });

  test.each(rows.filter(({ refused }) => !refused))('IPv$family $rule is taken', ({ rule, family }) => {
    expect(bindText({ matches, targets }, rule, family).problems).toEqual([]);
  });

  test.each(rows.filter(({ refused }) => refused))('IPv$family $rule is refused', ({ rule, family }) => {
    expect(bindText({ matches, targets }, rule, family).problems).not.toEqual([]);
  });
});

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeChain, describeRule, markDoubts } from '../../src/owners/describe.js';
import { phraseWidth } from '../../src/owners/phrase.js';
import { rulesetOf } from './rulesetOf.js';

const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';

function dumps(folder: string): string[] {
  const path = join(corpus, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .map((name) => join(path, name))
    .filter((file) => /\.(?:save|restore-payload)$/.test(file) && statSync(file).size < 4_000_000);
}

describe.skipIf(!existsSync(corpus))('chains of real dumps', () => {
  const files = ['calico', 'kube-proxy-iptables', 'kube-proxy-ipvs'].flatMap(dumps);

  test('the corpus is there', () => {
    expect(files.length).toBeGreaterThan(40);
  });

  test.each(files)('%s: no chain or rule of Calico and kube-proxy stays unnamed', (file) => {
    const ruleset = rulesetOf(readFileSync(file, 'latin1'));
    const unnamed: string[] = [];
    for (const table of ruleset.tables) {
      for (const chain of table.chains.values()) {
        if (!/^(?:cali-|felix-|KUBE-)/.test(chain.name)) continue;
        const story = describeChain(ruleset, table.name, chain.name);
        if (story === undefined || story.purpose.length > phraseWidth) unnamed.push(chain.name);
        // Invented for a test of another program, in no version of Felix.
        if (chain.name === 'cali-old-chain') continue;
        for (const rule of chain.rules) {
          const words = describeRule(ruleset, rule);
          if (words === undefined || words.length > phraseWidth) unnamed.push(rule.text);
        }
      }
    }
    expect(unnamed).toEqual([]);
    expect(markDoubts(ruleset)).toEqual([]);
  });
});

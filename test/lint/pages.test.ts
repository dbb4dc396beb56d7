import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/lint/rulePage.js';
import { findingsOf } from './lintCases.js';

const folder = new URL('../../src/lint/rules/', import.meta.url);
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));

/** The dumps that a page shows under a heading. */
function dumpsUnder(page: string, heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/```iptables\n([\s\S]*?)```/g)].map(([, dump = '']) => dump);
}

describe('the page of a lint rule', () => {
  it.each(pages)('%s: its first sentence can stand in a list', (file) => {
    const sentence = sentenceOf(readFileSync(new URL(file, folder), 'utf8'));
    expect(sentence).toMatch(/^[A-Z].{20,300}\.$/);
  });

  it.each(pages)('%s: the example is found, what to write instead is not', async (file) => {
    const rule = file.slice(0, -'.md'.length);
    const page = readFileSync(new URL(file, folder), 'utf8');
    const examples = dumpsUnder(page, 'Example');
    expect(examples).not.toEqual([]);
    for (const dump of examples) expect(await findingsOf(dump, rule), dump).not.toEqual([]);
    for (const dump of dumpsUnder(page, 'Instead')) expect(await findingsOf(dump, rule), dump).toEqual([]);
  });
});

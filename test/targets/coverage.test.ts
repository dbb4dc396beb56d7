import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/matches/registry.js';
import { targets } from '../../src/targets/registry.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/coverage.md'), 'utf8');
const [targetPart = '', matchPart = ''] = page.split('## Matches');

function rowsOf(part: string): readonly string[] {
  return [...part.matchAll(/^\| ([A-Za-z0-9]+) \|/gm)].map(([, name = '']) => name);
}

describe('the coverage page', () => {
  test.each([
    ['targets', targets, targetPart, 'target'],
    ['matches', matches, matchPart, 'match'],
  ] as const)('has one row for each of the %s', (_kind, extensions, part, header) => {
    const rows = rowsOf(part).filter((name) => name !== header);
    expect([...rows].sort()).toEqual(extensions.map(({ name }) => name).sort());
  });
});

test('each target and match is read in the families it is known in, by one file', () => {
  for (const extensions of [targets, matches]) {
    const places = extensions.flatMap(({ name, families }) => families.map((family) => `${family} ${name}`));
    expect(new Set(places).size).toBe(places.length);
  }
});

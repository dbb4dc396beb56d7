import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import { diff } from '../../src/diff/diff.js';
import type { Diff } from '../../src/diff/difference.js';
import type * as MovedRules from '../../src/diff/movedRules.js';
import { extensions, parse } from '../../src/index.js';
import { BudgetExceeded } from '../../src/packetset/diagrams.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import { throwDice } from '../kernel/random/dice.js';
import type { Dice } from '../kernel/random/dice.js';
import { randomScenario } from '../kernel/random/randomScenario.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 15);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
const mostNodes = 500_000;

const moves = vi.hoisted(() => ({ count: true, seen: 0 }));
vi.mock('../../src/diff/movedRules.js', async (importOriginal) => {
  const { unmovedRules } = await importOriginal<typeof MovedRules>();
  const told: typeof unmovedRules = (placed, inOrder) => {
    const unmoved = moves.count ? inOrder : unmovedRules(placed, inOrder);
    if (unmoved.length > inOrder.length) moves.seen += 1;
    return unmoved;
  };
  return { unmovedRules: told };
});

describe('rules that moved make the same difference whether they count as changed or not', () => {
  it.each(seeds)('seed %i', (seed) => {
    const { dump, family } = randomScenario(seed);
    const [before, after] = [dump, inAnotherOrder(dump, throwDice(seed))].map((text) =>
      rulesetOf(text, family),
    );
    if (before === undefined || after === undefined) return;
    const found = differences(before, after, false);
    const all = differences(before, after, true);
    if (found === undefined || all === undefined) return;
    expect(wordsOf(found), dump).toEqual(wordsOf(all));
    if (all.undecided.length === 0) expect(found.undecided, dump).toEqual([]);
  });
  it('of which there are some', () => {
    expect(moves.seen).toBeGreaterThan(count / 10);
  });
});

/** Undefined where sets grow too large. */
function differences(before: Ruleset, after: Ruleset, count: boolean): Diff | undefined {
  moves.count = count;
  try {
    return diff({ before, after, among: { numbers: new Map(), names: new Map() }, mostRows: 1, mostNodes });
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}

function wordsOf({ differences: all }: Diff): readonly string[] {
  return [...new Set(all.map(({ kind, before, after }) => `${kind} ${before.kind} ${after.kind}`))].sort();
}

/** Some rules of some chains change places. */
function inAnotherOrder(dump: string, dice: Dice): string {
  const lines = dump.split('\n');
  const chainOf = (line: string | undefined): string | undefined => /^-A (\S+)/.exec(line ?? '')?.[1];
  for (let at = 0; at < lines.length; at += 1) {
    const next = at + 1 + dice.number(3);
    const [one, other] = [lines[at], lines[next]];
    if (one === undefined || other === undefined || chainOf(one) === undefined) continue;
    const isOfChain = lines.slice(at, next + 1).every((line) => chainOf(line) === chainOf(one));
    if (isOfChain && dice.chance(0.5)) [lines[at], lines[next]] = [other, one];
  }
  return lines.join('\n');
}

function rulesetOf(text: string, family: 4 | 6): Ruleset | undefined {
  return bindRuleset(parse(text).dump, { extensions, family }).rulesets.get(family);
}

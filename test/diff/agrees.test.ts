import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { diff } from '../../src/diff/diff.js';
import { extensions, parse } from '../../src/index.js';
import type { JsonPath } from '../../src/format/trace/jsonTrace.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { BudgetExceeded } from '../../src/packetset/diagrams.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import { throwDice, type Dice } from '../kernel/random/dice.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { isPlain, leavingBy, traced } from '../packetset/tracedState.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 12);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
/** Pairs of which sets grow beyond that are left out. */
const mostNodes = 200_000;
const pairsOfSeed = 3;

/** The rules with that of a line gone, twice there, in another place, with another end, or with other addresses. */
function changed(dice: Dice, dump: string, line: number): string {
  const lines = dump.split('\n');
  const at = line - 1;
  const rule = lines[at] ?? '';
  switch (dice.number(5)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(at, 0, rule).join('\n');
    case 2: {
      const next = lines[at + 1] ?? '';
      const isOfChain = next.split(' ', 2).join(' ') === rule.split(' ', 2).join(' ');
      return isOfChain ? lines.toSpliced(at, 2, next, rule).join('\n') : dump;
    }
    case 3:
      return lines.with(at, rule.replace(/ -j (?:ACCEPT|RETURN)$/, ' -j DROP')).join('\n');
    default:
      return lines.with(at, rule.replace(/([.:])2(?=[/: ]|$)/, '$13')).join('\n');
  }
}

function rulesetOf(dump: string, family: Family): Ruleset {
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no tables');
  return ruleset;
}

/** Undefined where that takes too much. */
function isEquivalent(before: string, after: string, family: Family): boolean | undefined {
  const request = { before: rulesetOf(before, family), after: rulesetOf(after, family), mostNodes };
  try {
    const { differences, undecided } = diff({
      ...request,
      among: { numbers: new Map(), names: new Map() },
      mostRows: 1,
    });
    return differences.length + undecided.length === 0;
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}

/** How a path ends, and of a packet that gets through with what it leaves. */
function endOf({ disposition: { kind }, packet }: JsonPath): string {
  const { source, sourcePort, destination, destinationPort, tos, ttl } = packet;
  const isThrough = kind === 'forwarded' || kind === 'delivered' || kind === 'sent';
  const left = isThrough ? [source, sourcePort, destination, destinationPort, tos, ttl] : [];
  return [kind, ...left].join(' ');
}

/** The lines of the rules that match on a way. */
function matchedOn({ hops }: JsonPath): readonly number[] {
  return hops.flatMap((hop) =>
    hop.kind === 'table' ? hop.steps.flatMap((step) => (step.kind === 'rule' ? [step.line] : [])) : [],
  );
}

describe('packets end alike on both sides of what diff calls equivalent', () => {
  const pairs = { equivalent: 0, shown: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async () => {
      const { dump, family, packets } = randomScenario(seed);
      const traces = await Promise.all(
        packets
          .filter((one) => isPlain(one, ''))
          .map(async (packet) => ({ packet, before: await traced(dump, family, packet, leavingBy(packet)) })),
      );
      const [first, ...more] = new Set(traces.flatMap(({ before }) => before.paths.flatMap(matchedOn)));
      if (first === undefined) return;
      const dice = throwDice(seed);
      for (let pair = 0; pair < pairsOfSeed; pair++) {
        const other = changed(dice, dump, dice.pick([first, ...more]));
        const found = other === dump ? undefined : isEquivalent(dump, other, family);
        if (found === undefined) continue;
        if (found) pairs.equivalent += 1;
        for (const { packet, before } of traces) {
          const after = await traced(other, family, packet, leavingBy(packet));
          if (!before.complete || !after.complete) continue;
          const [was, is] = [before, after].map(({ paths }) => [...new Set(paths.map(endOf))].sort());
          if (found) expect(was, `${JSON.stringify(packet)}\n${dump}--- after\n${other}`).toEqual(is);
          else if (was?.join() !== is?.join()) pairs.shown += 1;
        }
      }
    });
  }
  it('of which some are, and some show that they are not', () => {
    expect(pairs.equivalent).toBeGreaterThan(0);
    expect(pairs.shown).toBeGreaterThan(0);
  });
});

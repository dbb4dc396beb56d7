import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { JsonPath } from '../../src/format/trace/jsonTrace.js';
import { bound, witnesses, type Found } from '../witness/witnesses.js';
import { requireKernel } from './judge/requireKernel.js';
import { randomScenario } from './random/randomScenario.js';
import { agreeing, canBeSent, verified, waysOf } from './verified.js';

const asked = requireKernel();
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const count = Number(process.env['CALITRACE_WITNESSED'] ?? 6);
/** So many packets of a firewall are sent. */
const sent = 5;

/** Options of a packet that matches the rule on all its ways: on some, the kernel may go another. */
async function decided(dump: string, { rule, witness }: Found): Promise<readonly string[] | undefined> {
  if (witness === undefined || !canBeSent(witness.options)) return undefined;
  const ways = await waysOf(dump, witness.options);
  const matching = ways.filter((path) => matchesIn(path, rule));
  expect(matching.length, `${rule.text}\n${witness.options.join(' ')}`).toBeGreaterThan(0);
  return matching.length === ways.length ? witness.options : undefined;
}

function matchesIn({ hops }: JsonPath, { table, chain, number }: Found['rule']): boolean {
  return hops.some(
    (hop) =>
      hop.kind === 'table' &&
      hop.table === table &&
      hop.steps.some((step) => step.kind === 'rule' && step.chain === chain && step.rule === number),
  );
}

describe.skipIf(!asked)('the kernel does with a packet that shows a finding what the finding says', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`random firewall ${seed}`, async (context) => {
      const { dump, family } = randomScenario(seed);
      let compared = 0;
      for (const found of witnesses(bound(dump, family))) {
        if (compared === sent) break;
        const options = await decided(dump, found);
        const judged = options && (await verified(dump, options));
        if (judged === undefined) continue;
        compared++;
        expect(judged, `${options?.join(' ') ?? ''}\n${dump}`).toEqual(agreeing);
      }
      if (compared === 0) context.skip('the kernel does not take it');
    });
  }
});

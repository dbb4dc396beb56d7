import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { LostMessages, type Judgement } from '../../src/kernel/judge.js';
import type { Network } from '../../src/kernel/network.js';
import { nodesOfSeeds } from './openNode.js';
import { requireKernel } from './judge/requireKernel.js';
import { errorDisagreements, judgeErrors } from './errors.js';
import { judgeWithEntries } from './judgeWithEntries.js';
import { randomErrors } from './random/randomErrors.js';
import type { RandomScenario } from './random/randomScenario.js';
import { scenarioOfSeed } from './random/scenarioOfSeed.js';
import { smallestFailure } from './random/smallestFailure.js';

/** How many firewalls, and from which seed on: CALITRACE_RANDOM=500 CALITRACE_SEED=1000 npx vitest run test/kernel/random.test.ts */
const count = Number(process.env['CALITRACE_RANDOM'] ?? 32);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
/** A file to which disagreements and the sum are appended. */
const report = process.env['CALITRACE_REPORT'];

describe.skipIf(!requireKernel())('random firewalls: calitrace goes the way the kernel goes', () => {
  const nodes = nodesOfSeeds();
  const sum = { firewalls: 0, refused: 0, lost: 0, packets: 0, unmade: 0, errors: 0, settled: 0, wrong: 0 };
  afterAll(async () => {
    await nodes.close();
    const words = `seeds ${firstSeed}-${firstSeed + count - 1}: ${sum.firewalls} firewalls (${sum.refused} more refused by iptables, ${sum.lost} with copies without end), ${sum.packets} packets and ${sum.errors} ICMP errors about them compared (${sum.unmade} more whose connection could not begin, ${sum.settled} told by --ct-entry), ${sum.wrong} disagreements`;
    console.log(words);
    if (report !== undefined) appendFileSync(report, `${words}\n`);
  });

  /** A sentence or more for each ICMP error of which calitrace tells otherwise. */
  const compareErrors = async (
    network: Network,
    seed: number,
    scenario: RandomScenario,
    { files, rules }: Judgement,
  ): Promise<readonly string[]> => {
    const errors = await judgeErrors(network, scenario, rules, randomErrors(seed, scenario, 2));
    sum.errors += errors.length;
    const found: string[] = [];
    for (const error of errors) {
      const wrong = await errorDisagreements(files, scenario.family, error);
      const { about, packet } = error;
      if (wrong.length > 0) found.push([JSON.stringify({ about, packet }), ...wrong].join('\n'));
    }
    return found;
  };

  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async (context) => {
      const scenario = scenarioOfSeed(seed);
      const node = await nodes.at(seed);
      const { network } = node;
      let judged: Awaited<ReturnType<typeof judgeWithEntries>>;
      try {
        judged = await judgeWithEntries(network, scenario, scenario.packets);
      } catch (error) {
        if (error instanceof Error && /tables-nft-restore|nft -f/.test(error.message)) {
          sum.refused++;
          if (process.env['CALITRACE_REFUSED'] !== undefined)
            appendFileSync(process.env['CALITRACE_REFUSED'], `seed ${seed}: ${error.message}\n`);
          context.skip('iptables refuses it');
        }
        if (error instanceof LostMessages && scenario.dump.includes(' -j TEE ')) {
          sum.lost++;
          // Copies still go round there.
          await nodes.close();
          context.skip('what TEE copies comes back to it, and so without end');
        }
        throw error;
      }
      const { entries } = judged;
      const judgement = {
        ...judged.judgement,
        files: node.told(judged.judgement.files, scenario.family),
      };
      sum.firewalls++;
      const made = judgement.traces.filter((trace) => trace !== undefined).length;
      sum.packets += made;
      sum.unmade += scenario.packets.length - made;
      const found = await differences(judgement, scenario.family, scenario.packets, entries);
      const [first, ...more] = found.filter(({ settled }) => !settled);
      sum.settled += found.filter(({ settled }) => settled).length;
      if (first === undefined) {
        const wrong = await compareErrors(network, seed, scenario, judgement);
        sum.wrong += wrong.length;
        if (wrong.length === 0) return;
        const words = `seed ${seed}, ${wrong.join('\n')}\n`;
        if (report !== undefined) appendFileSync(report, `${words}\n`);
        expect.fail(`${words}\n${judged.judgement.files.dump}`);
      }
      sum.wrong += 1 + more.length;
      const smallest = await smallestFailure(node, { firewall: scenario, packet: first.packet });
      const words = `seed ${seed}, ${JSON.stringify(first.packet)}\n${first.wrong.join('\n')}\nsmallest:\n${smallest}\n`;
      if (report !== undefined) appendFileSync(report, `${words}\n`);
      expect.fail(`${words}\n${judged.judgement.files.dump}`);
    });
  }
});

import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { judgeIn, type Judgement } from './judge/judge.js';
import { openNetwork, type Network } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';
import { busyNode } from './random/busyNode.js';
import { randomScenario } from './random/randomScenario.js';

/** How many firewalls, and from which seed on: CALITRACE_RANDOM=500 CALITRACE_SEED=1000 npx vitest run test/kernel/random.test.ts */
const count = Number(process.env['CALITRACE_RANDOM'] ?? 40);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

describe.skipIf(!requireKernel())('random firewalls: calitrace goes the way the kernel goes', () => {
  let network: Network;
  beforeAll(async () => {
    network = await openNetwork(busyNode);
  });
  afterAll(() => network.close());

  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async (context) => {
      const scenario = randomScenario(seed);
      let judgement: Judgement;
      try {
        judgement = await judgeIn(network, scenario, scenario.packets);
      } catch (error) {
        if (error instanceof Error && error.message.includes('tables-nft-restore')) {
          context.skip('iptables refuses it');
        }
        throw error;
      }
      const found = await differences(judgement, scenario.family, scenario.packets);
      expect(found, judgement.files.dump).toEqual([]);
    });
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constructs } from '../fixtures/constructs.js';
import { dumpsOf, nodeTopology, packetOf } from '../fixtures/constructs/construct.js';
import { differences } from './differences.js';
import { judgeIn, type Judgement } from '../../src/kernel/judge.js';
import { kernelEndWords } from '../../src/kernel/kernelTrace.js';
import type { Network } from '../../src/kernel/network.js';
import { openNetwork } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';

describe.skipIf(!requireKernel())('each construct and its twin on the kernel', () => {
  let network: Network;
  beforeAll(async () => {
    network = await openNetwork(nodeTopology);
  });
  afterAll(() => network.close());

  for (const construct of constructs) {
    it(construct.name, async (context) => {
      const dumps = dumpsOf(construct);
      for (const twin of [0, 1] as const) {
        const firewall = {
          family: construct.family ?? 4,
          dump: dumps[twin],
          ...(construct.ipsets === undefined ? {} : { ipsets: construct.ipsets }),
        };
        let judgement: Judgement;
        try {
          judgement = await judgeIn(network, firewall, [packetOf(construct)]);
        } catch (error) {
          if (error instanceof Error && error.message.includes('set type not supported')) {
            context.skip('this kernel has no such set type');
          }
          throw error;
        }
        expect(await differences(judgement, firewall.family, [packetOf(construct)]), dumps[twin]).toEqual([]);
        const end = judgement.traces[0]?.end;
        expect(end, dumps[twin]).toBeDefined();
        if (end === undefined) return;
        expect(construct.ends[twin], dumps[twin]).toContain(kernelEndWords(end));
        if ('packet' in end) expect(end.packet).toMatchObject(construct.leaves ?? {});
      }
    });
  }
});

import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeTopology, packetOf } from '../fixtures/constructs/construct.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { replyCases } from '../fixtures/replies.js';
import { twoWays } from '../fixtures/reroutes.js';
import { kernelEndWords } from '../../src/kernel/kernelTrace.js';
import type { Network } from '../../src/kernel/network.js';
import { openNetwork } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';
import { nodesOfSeeds } from './openNode.js';
import { scenarioOfSeed } from './random/scenarioOfSeed.js';
import { judgeReplies, replyDisagreements, type KernelExchange } from './replies.js';
import { verify } from './verified.js';

/** CALITRACE_REPLIES=500 CALITRACE_SEED=1000 npx vitest run test/kernel/reply.test.ts */
const count = Number(process.env['CALITRACE_REPLIES'] ?? 6);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

describe.skipIf(!requireKernel())('random firewalls: the answer comes back as in the kernel', () => {
  const nodes = nodesOfSeeds();
  const sum = { firewalls: 0, answers: 0, wrong: 0 };
  afterAll(async () => {
    await nodes.close();
    console.log(
      `reply seeds ${firstSeed}-${firstSeed + count - 1}: ${sum.firewalls} firewalls, ${sum.answers} answers compared, ${sum.wrong} disagreements`,
    );
  });

  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async (context) => {
      const scenario = scenarioOfSeed(seed);
      const packets = scenario.packets.filter(
        ({ ctstate, src }) => ctstate === undefined && src !== '::' && src !== '0.0.0.0',
      );
      const node = await nodes.at(seed);
      let judged: Awaited<ReturnType<typeof judgeReplies>>;
      try {
        judged = await judgeReplies(node.network, scenario, packets);
      } catch (error) {
        if (error instanceof Error && error.message.includes('tables-nft-restore')) {
          context.skip('iptables refuses it');
        }
        throw error;
      }
      const { exchanges } = judged;
      const files = node.told(judged.files, scenario.family);
      sum.firewalls++;
      sum.answers += exchanges.filter((one) => one.back !== undefined).length;
      const found: { packet: KernelExchange['packet']; wrong: readonly string[] }[] = [];
      for (const exchange of exchanges) {
        const wrong = await replyDisagreements(files, scenario.family, exchange);
        if (wrong.length > 0) found.push({ packet: exchange.packet, wrong });
      }
      sum.wrong += found.length;
      expect(found, judged.files.dump).toEqual([]);
    });
  }

  it('had answers to compare', () => {
    expect(sum.answers).toBeGreaterThanOrEqual(count);
  });
});

describe.skipIf(!requireKernel())('the cases of answers on the kernel', () => {
  let network: Network;
  beforeAll(async () => {
    network = await openNetwork(nodeTopology);
  });
  afterAll(() => network.close());

  for (const one of replyCases) {
    it(one.name, async () => {
      const family = one.family ?? 4;
      const packet = packetOf({ ...one, ends: [[], []] });
      const { files, exchanges } = await judgeReplies(network, { family, dump: one.dump }, [packet]);
      const [exchange] = exchanges;
      if (exchange === undefined) throw new Error('nothing was sent');
      expect(await replyDisagreements(files, family, exchange), files.dump).toEqual([]);
      expect('packet' in exchange.there.end).toBe(!one.back.startsWith('none: the packet did not'));
      if (exchange.back !== undefined) expect(one.back).toContain(kernelEndWords(exchange.back.end));
    });
  }
});

describe.skipIf(!requireKernel())('the mark of what the node answers by itself', () => {
  it.each([0, 1])('fwmark_reflect %i', async (reflects) => {
    const node = twoWays(4, 'fwmark 0x8');
    const rules = node.rules.replace('COMMIT', '-A PREROUTING -j MARK --set-mark 0x5\nCOMMIT');
    const sysctls = [`net.ipv4.fwmark_reflect = ${reflects}`];
    const files = { node: snapshotText({ ...node, rules, sysctls }) };
    const line = 'verify node --reply -s 203.0.113.5 -d 192.0.2.1 -i eth0 -p icmp';
    const { agrees, difference } = await verify({ line, files });
    expect({ agrees, difference }).toEqual({ agrees: true });
  });
});

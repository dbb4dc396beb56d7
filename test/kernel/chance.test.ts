import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeNode, tracePacket } from '../../src/kernel/judge.js';
import { loadFirewall } from '../../src/kernel/load.js';
import type { Network } from '../../src/kernel/network.js';
import { disagreements } from '../../src/verify/disagreements.js';
import { calitrace } from './calitrace.js';
import { openNetwork } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';
import { tailOf } from './random/binomial.js';
import { busyNode } from './random/busyNode.js';
import { randomChances } from './random/randomChances.js';

/** CALITRACE_CHANCES=20 CALITRACE_SEED=1000 npx vitest run test/kernel/chance.test.ts */
const count = Number(process.env['CALITRACE_CHANCES'] ?? 2);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const draws = 200;
/** Less likely than this is taken for wrong. */
const least = 1e-7;

describe('what a count among draws is worth', () => {
  it.each([
    [0, 2, 0.5, 0.25],
    [1, 2, 0.5, 0.75],
    [10, 10, 0.5, 1 / 1024],
    [0, 200, 0.25, 0.75 ** 200],
    [200, 200, 1, 1],
    [1, 200, 0, 0],
  ])('%d of %d at %d', (found, of, chance, expected) => {
    expect(tailOf(found, of, chance)).toBeCloseTo(expected, 12);
  });
});

describe.skipIf(!requireKernel())('the kernel goes each path about as often as the chance says', () => {
  let network: Network;
  beforeAll(async () => {
    network = await openNetwork(busyNode);
  });
  afterAll(() => network.close());

  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}: ${draws} packets`, async () => {
      const { packet, ...firewall } = randomChances(seed);
      const { rules, dump } = await loadFirewall(network, firewall);
      const files = { dump, ...(await describeNode(network, firewall)) };
      const trace = await calitrace(files, firewall.family, packet);
      // Paths that the kernel's trace does not tell apart count together.
      const found = new Map<string, number>();
      for (let draw = 0; draw < draws; draw++) {
        const kernel = await tracePacket(network, rules, packet);
        if (kernel === undefined) throw new Error('nothing was sent');
        const agreeing = [...trace.paths.keys()].filter(
          (path) =>
            disagreements(kernel, { ...trace, paths: trace.paths.slice(path, path + 1) }).length === 0,
        );
        found.set(agreeing.join(), (found.get(agreeing.join()) ?? 0) + 1);
      }
      const groups = [...found.keys()].map((key) => (key === '' ? [] : key.split(',').map(Number)));
      const never = [...trace.paths.keys()].filter((path) => !groups.flat().includes(path));
      const unlikely = [...groups, ...never.map((path) => [path])].flatMap((paths) => {
        const times = found.get(paths.join()) ?? 0;
        const chance = paths.reduce((sum, path) => sum + (trace.paths[path]?.chance ?? Number.NaN), 0);
        return tailOf(times, draws, chance) >= least
          ? []
          : [`paths ${paths.join(' ')}: ${times} times, chance ${chance}`];
      });
      expect(unlikely, dump).toEqual([]);
    });
  }
});

import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { rerouted, reroutes, twoWays } from '../fixtures/reroutes.js';

// As test/kernel/reroute.test.ts sees them on the kernel.
describe('a route that is looked up anew in OUTPUT', () => {
  it.each(reroutes)('%s, IPv%s: by %s, anew by %s', async (rule, family, out, anew) => {
    const files = { node: snapshotText(twoWays(family, rule)) };
    const leaves = await Promise.all(
      ([6, 7] as const).map(async (mark) => {
        const { stdout } = await run(`trace node --format json ${rerouted(family, mark)}`, { files });
        const { paths } = JSON.parse(stdout) as JsonTrace;
        return paths.map(({ packet }) => packet['outInterface']);
      }),
    );
    expect(leaves).toEqual([[out], [anew]]);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { run } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { bypass, rerouted, reroutes, twoWays } from '../fixtures/reroutes.js';

// As test/kernel/reroute.test.ts sees them on the kernel.
describe('a route that is looked up anew in OUTPUT', () => {
  it.each(reroutes)('%s, IPv%s: by %s, anew by %s', async (rule, family, out, anew, behind) => {
    const files = { node: snapshotText(twoWays(family, rule, behind)) };
    const leaves = await Promise.all(([6, 7] as const).map((mark) => leavesBy(files, family, mark)));
    expect(leaves).toEqual([[out], [anew]]);
  });

  it('by iptables-legacy also of a packet that no program takes from its queue', async () => {
    const node = snapshotText(twoWays(4, 'fwmark 0x8', bypass)).replaceAll('tables-nft', 'tables-legacy');
    expect(await leavesBy({ node: node.replace('"nft"', '"legacy"') }, 4, 7)).toEqual(['eth1']);
  });
});

async function leavesBy(files: Readonly<Record<string, string>>, family: Family, mark: 6 | 7) {
  const { stdout } = await run(`trace node --format json ${rerouted(family, mark)}`, { files });
  const { paths } = JSON.parse(stdout) as JsonTrace;
  return paths
    .filter(({ disposition }) => disposition.kind === 'sent')
    .map(({ packet }) => packet['outInterface']);
}

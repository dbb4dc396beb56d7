import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { routedBy, withProtocol } from '../fixtures/policyRouting.js';

// As test/kernel/reroute.test.ts sees them on the kernel.
describe.each(routedBy)('%s', (_, node, packets) => {
  it.each(packets)('%s: %s', async (line, end) => {
    const files = { node: snapshotText(node) };
    const { stdout } = await run(`trace node --format json ${withProtocol(line)}`, { files });
    const ends = (JSON.parse(stdout) as JsonTrace).paths.map(({ disposition: { kind }, packet }) =>
      kind === 'sent' || kind === 'forwarded' ? `${kind} ${String(packet['outInterface'])}` : kind,
    );
    expect(ends).toEqual([end]);
  });
});

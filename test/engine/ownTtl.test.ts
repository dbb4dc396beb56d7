import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { ownTtls, ttlNode } from '../fixtures/ownTtl.js';
import { snapshotText } from '../fixtures/pathNodes.js';

async function traced(family: 4 | 6, line: string): Promise<JsonTrace> {
  const files = { node: snapshotText(ttlNode(family)) };
  const { stdout } = await run(`trace node --format json -p udp --dport 53 ${line}`, { files });
  return JSON.parse(stdout) as JsonTrace;
}

// As test/kernel/ownTtl.test.ts sees them on the kernel.
describe('the ttl of what the node itself sends', () => {
  it.each(ownTtls)('IPv%s, %s to %s: %s', async (family, source, destination, ttl) => {
    const { packet } = await traced(family, `-s ${source} -d ${destination}`);
    expect(String(packet['ttl'])).toBe(ttl);
  });

  it.each([
    ['-s 192.0.2.1 -d 203.0.113.9 --ttl 5', 5],
    ['-s 198.51.100.1 -d 10.1.2.3 --oif eth1', 30],
    ['-s 198.51.100.1 -d 10.1.2.3 --oif eth0', 99],
    ['-s 203.0.113.9 -d 192.0.2.1 -i eth0', 64],
    ['-s 127.0.0.1 -d 127.0.0.1 -i lo', 99],
  ])('%s: %s', async (line, ttl) => {
    expect((await traced(4, line)).packet['ttl']).toBe(ttl);
  });

  it('its answer has it, too', async () => {
    const { paths } = await traced(4, '-s 203.0.113.9 -d 192.0.2.1 -i eth0 --reply');
    const replies = paths.map(({ reply }) => reply !== undefined && 'packet' in reply && reply.packet['ttl']);
    expect(replies).toEqual([99]);
  });
});

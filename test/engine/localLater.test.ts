import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { localLater, toOwn } from '../fixtures/localLater.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { endOf } from './trace.js';

// As test/kernel/reroute.test.ts sees them on the kernel.
describe('a node that asks other tables before its own addresses', () => {
  it.each(toOwn)('%s: %s', async (line, end) => {
    const files = { node: snapshotText(localLater) };
    const { stdout } = await run(`trace node --format json -p udp --dport 53 ${line}`, { files });
    expect((JSON.parse(stdout) as JsonTrace).paths.map((path) => endOf(path).split(':')[0])).toEqual([end]);
  });
});

import { describe, expect, it } from 'vitest';
import { snapshotText } from '../fixtures/pathNodes.js';
import { localLater, toOwn } from '../fixtures/localLater.js';
import { routedBy, withProtocol } from '../fixtures/policyRouting.js';
import { rerouted, reroutes, twoWays } from '../fixtures/reroutes.js';
import { requireKernel } from './judge/requireKernel.js';
import { verify } from './verified.js';

describe.skipIf(!requireKernel())('a route that is looked up anew in OUTPUT', () => {
  it.each(reroutes)('%s, IPv%s: by %s, anew by %s', async (rule, family, out, anew, behind) => {
    const files = { node: snapshotText(twoWays(family, rule, behind)) };
    const leaves: unknown[] = [];
    for (const mark of [6, 7] as const) {
      const { agrees, difference, kernel } = await verify({
        line: `verify node ${rerouted(family, mark)}`,
        files,
      });
      expect({ agrees, difference }).toEqual({ agrees: true });
      leaves.push(kernel.hops.findLast(({ hook }) => hook === 'POSTROUTING')?.packet.outInterface);
    }
    expect(leaves).toEqual([out, anew]);
  });
});

describe.skipIf(!requireKernel())('a node that asks other tables before its own addresses', () => {
  it.each(toOwn)('%s: %s', async (line, end) => {
    const { agrees, difference, kernel } = await verify({
      line: `verify node -p udp --dport 53 ${line}`,
      files: { node: snapshotText(localLater) },
    });
    expect({ agrees, difference, end: kernel.end.split(' by ')[0] }).toEqual({ agrees: true, end });
  });
});

describe.skipIf(!requireKernel()).each(routedBy)('%s', (_, node, packets) => {
  it.each(packets)('%s: %s', async (line, end) => {
    const { agrees, difference, kernel } = await verify({
      line: `verify node ${withProtocol(line)}`,
      files: { node: snapshotText(node) },
    });
    const [how = ''] = kernel.end.split(' by ');
    const by = kernel.hops.findLast(({ hook }) => hook === 'POSTROUTING')?.packet.outInterface;
    const isOut = how === 'sent' || how === 'forwarded';
    expect({ agrees, difference, end: isOut ? `${how} ${by ?? ''}` : how }).toEqual({ agrees: true, end });
  });
});

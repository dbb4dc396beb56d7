import { describe, expect, it } from 'vitest';
import { martians, oddlyAsked } from '../fixtures/martians.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { requireKernel } from './judge/requireKernel.js';
import { verify } from './verified.js';

describe.skipIf(!requireKernel())('packets with odd addresses from outside', () => {
  it.each(martians)('%s → %s, %j: %s', async (source, destination, sysctls, end, isSeen) => {
    const family = source.includes(':') ? 6 : 4;
    const { agrees, difference, kernel, notAsked } = await verify({
      line: `verify node -p udp -s ${source} -d ${destination} --dport 53 -i eth0`,
      files: { node: snapshotText({ ...oddlyAsked[family], sysctls }) },
    });
    expect({
      agrees,
      difference,
      end: kernel.end,
      notAsked: notAsked.filter((each) => !each.includes('IPv6 is disabled')),
      isSeen: kernel.hops.length > 0,
    }).toEqual({
      agrees: true,
      end: end === 'dropped' ? 'dropped by the kernel' : end,
      notAsked: [],
      isSeen,
    });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constructs } from '../fixtures/constructs.js';
import { dumpsOf, packetOf } from '../fixtures/constructs/construct.js';
import { calitrace } from '../kernel/calitrace.js';
import { endWords } from '../../src/verify/compare.js';

const readNode = (name: string): string =>
  readFileSync(new URL(`../fixtures/constructs/node/${name}.json`, import.meta.url), 'utf8');

describe('each construct and its twin end as on the kernel', () => {
  for (const construct of constructs) {
    it(construct.name, async () => {
      const family = construct.family ?? 4;
      const node = {
        ipsets: construct.ipsets ?? '',
        addrs: readNode('addrs'),
        routes: readNode(`routes${family}`),
        rules: readNode(`rules${family}`),
      };
      const traces = await Promise.all(
        dumpsOf(construct).map((dump) => calitrace({ ...node, dump }, family, packetOf(construct))),
      );
      expect(traces.map((trace) => [...new Set(trace.paths.map(endWords))].sort())).toEqual(construct.ends);
      for (const path of traces.flatMap((trace) => trace.paths)) {
        if (['forwarded', 'delivered', 'sent'].includes(path.disposition.kind)) {
          expect(path.packet).toMatchObject(construct.leaves ?? {});
        }
      }
    });
  }
});

import { describe, expect, it } from 'vitest';
import { filter, forwarded, onlyPath, table } from '../engine/trace.js';

/** `field: words`, sorted, of the only path. Routing reads the destination only where nothing else decides. */
async function depends(dump: string, line = forwarded): Promise<readonly string[]> {
  const { dependsOn } = await onlyPath(dump, line);
  return dependsOn.map(({ text }) => text).sort();
}
const forward = (...rules: readonly string[]): string => filter({ FORWARD: rules });

describe('what an end depends on', () => {
  const rows: readonly (readonly [
    name: string,
    dump: string,
    has: readonly RegExp[],
    hasNot?: readonly RegExp[],
  ])[] = [
    [
      'all parts of a rule that matched',
      forward('-s 10.65.0.0/16 -p tcp -m tcp --dport 80 -j DROP'),
      [/^source 10\.65\.0\.0\/16$/, /^protocol tcp$/, /^destination port 80$/],
      [/mark/, /interface/],
    ],
    [
      'the first failing part of one that did not',
      forward('-i eth9 -p udp -j ACCEPT', '-j DROP'),
      [/^in interface not eth9$/],
      [/protocol/],
    ],
    ['a negated match that held', forward('! -s 10.0.0.0/16 -j DROP'), [/^source not 10\.0\.0\.0\/16$/]],
    ['a negated match that failed', forward('! -p tcp -j DROP'), [/^protocol tcp$/]],
    [
      'several rules narrow one field',
      forward('-p tcp -m tcp --dport 443 -j ACCEPT', '-p tcp -m tcp --dport 0:1023 -j DROP'),
      [/^destination port 0-442 or 444-1023$/],
    ],
    ['a mask of the mark', forward('-m mark --mark 0x10/0x10 -j DROP', '-j ACCEPT'), [/^mark 0x0\/0x10$/]],
    [
      'not on a mark that the rules wrote',
      table('mangle', '-A PREROUTING -j MARK --set-mark 0x1') + forward('-m mark --mark 0x1 -j DROP'),
      [],
      [/mark/],
    ],
    [
      'on the bits of a mark that the rules left',
      table('mangle', '-A PREROUTING -j MARK --set-xmark 0x1/0x1') +
        forward('-m mark --mark 0x1/0x3 -j DROP'),
      [/^mark 0x0\/0x2$/],
    ],
    [
      'not on a destination that nat wrote',
      table('nat', '-A PREROUTING -j DNAT --to-destination 10.0.0.9') + forward('-d 10.0.0.9/32 -j DROP'),
      [],
      [/^destination 10\.0\.0\.9/],
    ],
    [
      'on the destination that nat asked for',
      table('nat', '-A PREROUTING -d 203.0.113.0/24 -j DNAT --to-destination 10.0.0.9') +
        forward('-d 10.0.0.9/32 -j DROP'),
      [/^destination 203\.0\.113\./],
    ],
    ['not on rules behind the end', forward('-j DROP', '-p udp -j ACCEPT'), [], [/protocol/]],
    ['not on the out interface', forward('-o eth1 -j DROP'), [], [/out interface/]],
    ['TCP flags', forward('-p tcp -m tcp --tcp-flags SYN,ACK SYN -j DROP'), [/^tcp flags .*SYN/]],
  ];
  for (const [name, dump, has, hasNot = []] of rows) {
    it(name, async () => {
      const found = await depends(dump);
      for (const pattern of has) expect(found).toContainEqual(expect.stringMatching(pattern));
      for (const pattern of hasNot) for (const text of found) expect(text).not.toMatch(pattern);
    });
  }
});

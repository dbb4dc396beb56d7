import { assume, conntrack, packetOf, routing, rule, rulesetOf, ruleStep, table, traceOf } from '../build.js';
import type { Sample } from './sample.js';

/** Text of a dump as bytes, one character each. */
function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Names and comments made to harm: escape sequences, marks of direction, bytes that are no UTF-8, kilobytes. */
const clears = rule(
  'filter',
  1,
  3,
  '-A FORWARD -m comment --comment "\x1b[2J\x1b]0;owned\x07" -j evil\x9b31m',
);
const turned = rule(
  'filter',
  1,
  5,
  bytes('-A evil\u202e -m comment --comment "\u202egnp.exe\u2066 日本語のコメント" -j LOG'),
);
const long = rule('filter', 2, 6, `-A FORWARD -m comment --comment "${'x'.repeat(5000)}" -j DROP`);
const packet = packetOf({ inInterface: 'et\x1bh0', outInterface: 'o\xff' });

export const hostile: Sample = {
  ruleset: rulesetOf([clears, turned, long]),
  trace: traceOf(
    packet,
    [
      {
        disposition: { kind: 'dropped', by: { kind: 'rule', rule: long, reason: 'be\x07ll' } },
        chance: 1,
        assumptions: [],
        packet,
        dependsOn: [{ field: 'inInterface', text: 'not \x1b[31mcali+' }],
        hops: [
          conntrack(packet, {}, 'N\x1b[7mEW'),
          routing('forward', 'o\xff', 'beh\u202eind \x1b[5mo'),
          table(
            'FORWARD',
            'filter',
            packet,
            ruleStep(clears, 0, 'JUMP', { to: 'evil\x9b31m' }),
            ruleStep(turned, 1, 'CONTINUE', {
              notes: ['log \x1b[0m'],
              changes: { 'k\x1bey': { from: null, to: 'v\x07' } },
            }),
            ruleStep(long, 0, 'DROP', {
              assumptions: [
                assume('set:\x1b[1m', 'is it in \x1b[1mset', 'ye\x1bs', {
                  because: '\x9bbecause',
                  settle: '--ipset \x08',
                }),
              ],
              misses: [
                {
                  rule: turned,
                  match: 'set\x1b',
                  failed: { kind: 'interface', side: 'in', name: 'x\x1b', wildcard: false },
                  actual: 'in\x1bterface',
                  assumptions: [],
                },
              ],
            }),
          ),
        ],
      },
    ],
    { premises: [{ text: 'the \x1bpremise', settle: '--x\x1b' }] },
  ),
};

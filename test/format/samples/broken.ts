import { back, packetOf, rule, rulesetOf, ruleStep, table, traceOf } from '../build.js';
import type { Sample } from './sample.js';

/** A doctored dump: a goto, a RETURN behind it that leads to the policy's chain, then two chains that jump to each other. */
const toA = rule('filter', 1, 6, '-A INPUT -j chain-a');
const gotoB = rule('filter', 1, 9, '-A chain-a -p tcp -g chain-b');
const leave = rule('filter', 2, 12, '-A chain-b -j RETURN');
const toC = rule('filter', 2, 7, '-A INPUT -j chain-c');
const round = rule('filter', 1, 14, '-A chain-c -j chain-a');
const packet = packetOf();

export const broken: Sample = {
  ruleset: rulesetOf([toA, gotoB, leave, toC, round]),
  trace: traceOf(packet, [
    {
      disposition: {
        kind: 'abandoned',
        by: {
          kind: 'rule',
          rule: round,
          reason: 'chain-c leads back to itself; the kernel refuses such rules',
        },
      },
      chance: 1,
      assumptions: [],
      packet,
      dependsOn: [],
      hops: [
        table(
          'INPUT',
          'filter',
          packet,
          ruleStep(toA, 0, 'JUMP'),
          ruleStep(gotoB, 1, 'GOTO', { returnsTo: { chain: 'INPUT', rule: 2 } }),
          ruleStep(leave, 1, 'RETURN'),
          back('chain-b', 1, 'rule', { chain: 'INPUT', rule: 2 }),
          ruleStep(toC, 0, 'JUMP'),
          ruleStep(round, 1, 'JUMP'),
        ),
      ],
    },
  ]),
};

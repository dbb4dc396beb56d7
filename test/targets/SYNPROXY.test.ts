import { expect, test } from 'vitest';
import { evaluate } from '../../src/condition/evaluate.js';
import type { Outcome } from '../../src/extension/extension.js';
import SYNPROXY from '../../src/targets/SYNPROXY.js';
import { factsOf } from '../extension/support.js';
import { accepts, outcomeOf } from './support.js';

/** The verdict for TCP flags, the cookie being good or not. */
function verdict(outcome: Outcome, tcpFlags: number, cookie: boolean): string {
  if (outcome.kind === 'do') return outcome.verdict;
  const facts = factsOf({ tcpFlags, told: { 'synproxy:filter/INPUT:3': cookie } });
  const held = evaluate(outcome.condition, facts).kind === 'yes';
  return verdict(held ? outcome.yes : outcome.no, tcpFlags, cookie);
}

test.each([
  ['SYN', 0x02, false, 'STOLEN'],
  ['SYN and PSH', 0x0a, false, 'STOLEN'],
  ['ACK with a cookie', 0x10, true, 'STOLEN'],
  ['ACK without', 0x10, false, 'DROP'],
  ['SYN+ACK', 0x12, true, 'CONTINUE'],
  ['RST', 0x04, true, 'CONTINUE'],
])('SYNPROXY: %s', (_name, flags, cookie, answer) => {
  const outcome = outcomeOf(SYNPROXY, '-p tcp| --sack-perm --timestamp --wscale 7 --mss 1460');
  expect(verdict(outcome, flags, cookie)).toBe(answer);
});

test('SYNPROXY options', () => {
  expect(accepts(SYNPROXY, '-p tcp| --ecn')).toBe('OK');
  expect(accepts(SYNPROXY, '-p tcp| --mss x')).toBe('refused');
});

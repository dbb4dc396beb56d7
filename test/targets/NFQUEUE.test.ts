import { expect, test } from 'vitest';
import NFQUEUE from '../../src/targets/NFQUEUE.js';
import { accepts, outcomeOf, sketch } from './support.js';

test.each([
  ['', 'listener:queue 0 ? QUEUE : DROP'],
  ['--queue-num 10', 'listener:queue 10 ? QUEUE : DROP'],
  ['--queue-num 10 --queue-bypass', 'listener:queue 10 ? QUEUE : ACCEPT'],
  ['--queue-balance 0:6', 'listener:queue 0:6 ? QUEUE : DROP'],
  ['--queue-balance 0:6 --queue-bypass --queue-cpu-fanout', 'listener:queue 0:6 ? QUEUE : ACCEPT'],
])('NFQUEUE %s', (options, outcome) => {
  expect(sketch(outcomeOf(NFQUEUE, options))).toBe(outcome);
});

test.each([
  ['--queue-num 65535', 'OK'],
  ['--queue-num 65536', 'refused'],
  ['--queue-num 1 --queue-balance 1:2', 'refused'],
  ['--queue-balance 3', 'refused'],
  ['--queue-balance 3:3', 'refused'],
  ['--queue-cpu-fanout', 'refused'],
  ['! --queue-num 1', 'refused'],
])('NFQUEUE %s: %s', (options, answer) => {
  expect(accepts(NFQUEUE, options)).toBe(answer);
});

import { expect, test } from 'vitest';
import CLUSTERIP from '../../src/targets/CLUSTERIP.js';
import { accepts, outcomeOf, sketch } from './support.js';

const nodes = '--clustermac 01:00:5e:00:00:20 --total-nodes 2 --local-node 1';

test('CLUSTERIP asks whose packet it is', () => {
  const outcome = outcomeOf(CLUSTERIP, `--new --hashmode sourceip ${nodes}`);
  expect(sketch(outcome)).toBe('clusterip:filter/INPUT:3 ? CONTINUE : DROP');
});

test.each([
  ['', 'OK'],
  [`--new --hashmode sourceip-sourceport ${nodes} --hash-init 1`, 'OK'],
  [`--new --hashmode sourceport ${nodes}`, 'refused'],
  [`--hashmode sourceip ${nodes}`, 'refused'],
  ['--new', 'refused'],
  ['--new --hashmode sourceip --clustermac 00:00:5e:00:00:20 --total-nodes 2 --local-node 1', 'refused'],
  ['--new --hashmode sourceip --clustermac 01:00:5e:00:00:20 --total-nodes 17 --local-node 1', 'refused'],
])('CLUSTERIP %s: %s', (options, answer) => {
  expect(accepts(CLUSTERIP, options)).toBe(answer);
});

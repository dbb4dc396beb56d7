import cluster from '../../src/matches/cluster.js';
import { testMatch } from '../extension/support.js';

const two = '--cluster-total-nodes 2 --cluster-hash-seed 7';
const mine = { 'cluster:node 1 of 2, seed 7': true };

testMatch(cluster, {
  decides: [
    [`${two} --cluster-local-node 1`, { ctEntry: 'yes' }, 'unknown'],
    [`${two} --cluster-local-node 1`, { ctEntry: 'yes', told: mine }, 'yes'],
    [`${two} ! --cluster-local-node 1`, { ctEntry: 'yes', told: mine }, 'no'],
    [`${two} --cluster-local-node 1`, { ctEntry: 'no' }, 'no'],
    [`${two} ! --cluster-local-node 1`, { ctEntry: 'no' }, 'no'],
  ],
  reads: [
    [two, 'refused'],
    ['--cluster-total-nodes 2 --cluster-local-node 1', 'refused'],
    [`${two} --cluster-local-node 2`, 'OK'],
    [`${two} --cluster-local-node 3`, 'refused'],
    [`${two} --cluster-local-nodemask 3`, 'OK', 6],
    [`${two} --cluster-local-nodemask 4`, 'refused'],
    [`${two} --cluster-local-node 1 --cluster-local-nodemask 1`, 'refused'],
  ],
});

import cgroup from '../../src/matches/cgroup.js';
import { testMatch } from '../extension/support.js';

testMatch(cgroup, {
  decides: [
    ['--cgroup 5', {}, 'unknown'],
    ['--cgroup 5', { told: { 'cgroup:5': true } }, 'yes'],
    ['! --cgroup 5', { socket: 'yes', told: { 'cgroup:5': true } }, 'no'],
    ['! --cgroup 5', { socket: 'yes', told: { 'cgroup:5': false } }, 'yes'],
    ['! --cgroup 5', { told: { 'cgroup:5': false, 'cgroup:socket': false } }, 'no'],
    ['--path a/b', { told: { 'cgroup:a/b': true } }, 'yes'],
  ],
  reads: [
    ['--cgroup 4294967296', 'refused'],
    ['--path system.slice', 'OK', 6],
    ['! --path a', 'OK'],
  ],
});

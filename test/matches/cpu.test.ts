import cpu from '../../src/matches/cpu.js';
import { testMatch } from '../extension/support.js';

testMatch(cpu, {
  decides: [
    ['--cpu 0', { cpu: 0 }, 'yes'],
    ['! --cpu 0', { cpu: 0 }, 'no'],
    ['--cpu 0', { open: ['cpu'] }, 'unknown'],
  ],
  reads: [
    ['', 'refused'],
    ['--cpu 4294967295', 'OK', 6],
    ['--cpu 4294967296', 'refused'],
  ],
});

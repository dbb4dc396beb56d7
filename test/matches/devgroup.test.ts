import devgroup from '../../src/matches/devgroup.js';
import { testMatch } from '../extension/support.js';

testMatch(devgroup, {
  decides: [
    ['--src-group 0x5', { inGroup: 5 }, 'yes'],
    ['! --src-group 0x5', { inGroup: 5 }, 'no'],
    ['--src-group default', { inGroup: 0 }, 'yes'],
    ['--src-group 1 --dst-group 2', { inGroup: 1, outGroup: 3 }, 'no'],
    ['--src-group 0x10/0xfffffff0', { inGroup: 0x1f }, 'yes'],
    ['--src-group 0x1f/0xfffffff0', { inGroup: 0x10 }, 'yes'],
    ['--src-group 0x1/0x1', { inGroup: 3 }, 'unknown'],
    ['--src-group 1', { open: ['inGroup'] }, 'unknown'],
  ],
  reads: [
    ['', 'refused'],
    ['--src-group 1 ! --dst-group 0x2/0xff', 'OK', 6],
    ['--dst-group 1/2/3', 'refused'],
    ['--dst-group 4294967296', 'refused'],
  ],
});

import bpf from '../../src/matches/bpf.js';
import { testMatch } from '../extension/support.js';

testMatch(bpf, {
  decides: [
    ['--bytecode "1,6 0 0 65535"', {}, 'unknown'],
    ['--bytecode "1,6 0 0 65535"', { told: { 'bpf:filter/INPUT:3': true } }, 'yes'],
    ['--object-pinned /sys/fs/bpf/a', { told: { 'bpf:/sys/fs/bpf/a': false } }, 'no'],
  ],
  reads: [
    ['', 'refused'],
    ['--bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"', 'OK'],
    ['--bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0,"', 'OK'],
    ['--bytecode "3,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"', 'refused'],
    ['--bytecode "5,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"', 'refused'],
    ['--bytecode "0,"', 'refused'],
    ['--bytecode " 1, 6 0 0 0x1 0"', 'OK'],
    ['--bytecode "1,6 0 0"', 'refused'],
    ['! --bytecode "1,6 0 0 1"', 'refused'],
  ],
});

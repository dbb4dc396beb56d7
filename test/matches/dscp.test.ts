import dscp from '../../src/matches/dscp.js';
import { testMatch } from '../extension/support.js';

testMatch(dscp, {
  decides: [
    ['--dscp 0x2e', { tos: 0xb8 }, 'yes'],
    ['--dscp 0x2e', { tos: 0xbb }, 'yes'],
    ['--dscp 0x2e', { tos: 0 }, 'no'],
    ['! --dscp 0x2e', { tos: 0 }, 'yes'],
    ['--dscp-class EF', { tos: 0xb8 }, 'yes'],
    ['! --dscp-class ef', { tos: 0xb8 }, 'no'],
    ['--dscp-class CS0', { tos: 3 }, 'yes', 6],
  ],
  reads: [
    ['', 'refused'],
    ['--dscp 64', 'refused'],
    ['--dscp 1 --dscp-class EF', 'refused'],
    ['--dscp-class XX', 'refused'],
  ],
});

import tos from '../../src/matches/tos.js';
import { testMatch } from '../extension/support.js';

testMatch(tos, {
  decides: [
    ['--tos 0x10/0x3f', { tos: 0x10 }, 'yes'],
    ['--tos 0x10/0x3f', { tos: 0xd0 }, 'yes'],
    ['--tos 0x10', { tos: 0xd0 }, 'no'],
    ['! --tos 0x10', { tos: 0xd0 }, 'yes'],
    ['--tos Minimize-Delay', { tos: 0x90 }, 'yes'],
    ['--tos normal-service', { tos: 0x08 }, 'no'],
    ['--tos 0x3f/0x0f', { tos: 0x3f }, 'no'],
    ['--tos 0x10', { tos: 0x10 }, 'yes', 6],
  ],
  reads: [
    ['', 'refused'],
    ['--tos 0x100', 'refused'],
    ['--tos 1/2/3', 'refused'],
    ['--tos Maximize-Sloth', 'refused'],
  ],
});

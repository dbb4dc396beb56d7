import { expect, it } from 'vitest';
import socket from '../../src/matches/socket.js';
import { conditionOf, testMatch } from '../extension/support.js';

testMatch(socket, {
  decides: [
    ['', {}, 'unknown'],
    ['', { told: { socket: true } }, 'yes'],
    ['--nowildcard', { told: { socket: false } }, 'no'],
  ],
  reads: [
    ['--transparent --nowildcard --restore-skmark', 'OK'],
    ['! --transparent', 'refused'],
    ['--transparent', 'OK', 6],
  ],
});

it('says what kind of socket counts, and that its mark is taken', () => {
  expect(conditionOf(socket, '--transparent --restore-skmark')).toMatchObject({
    of: [{}, { of: { fact: 'socket', transparent: true, noWildcard: false, restoreMark: true } }],
  });
});

import { expect, it } from 'vitest';
import socket from '../../src/matches/socket.js';
import { conditionOf, testMatch } from '../extension/support.js';

const found = { told: { socket: true } } as const;
const isError = (protocol: string, icmpType: number) => ({ ...found, protocol, icmpType });

testMatch(socket, {
  decides: [
    ['', { protocol: 'tcp' }, 'unknown'],
    ['', { protocol: 'udp', ...found }, 'yes'],
    ['--nowildcard', { protocol: 'tcp', told: { socket: false } }, 'no'],
    // Sockets of other protocols are not looked up.
    ['', { protocol: 'udplite', ...found }, 'no'],
    ['', { protocol: 'sctp', ...found }, 'no'],
    ['--nowildcard', { protocol: 'sctp', ...found }, 'no', 6],
    // What an ICMP error is about counts.
    ['', isError('icmp', 3), 'yes'],
    ['', isError('icmp', 5), 'yes'],
    ['', isError('icmp', 11), 'yes'],
    ['', isError('icmp', 8), 'no'],
    ['', isError('icmp', 0), 'no'],
    ['', isError('icmp', 13), 'no'],
    ['', isError('ipv6-icmp', 1), 'yes', 6],
    ['', isError('ipv6-icmp', 127), 'yes', 6],
    ['', isError('ipv6-icmp', 128), 'no', 6],
    ['', isError('ipv6-icmp', 137), 'no', 6],
    ['', isError('icmp', 3), 'no', 6],
  ],
  reads: [
    ['--transparent --nowildcard --restore-skmark', 'OK'],
    ['! --transparent', 'refused'],
    ['--transparent', 'OK', 6],
  ],
});

it('says what kind of socket counts, and that its mark is taken', () => {
  expect(conditionOf(socket, '--transparent --restore-skmark')).toMatchObject({
    of: [
      {},
      { of: [{}, { of: { fact: 'socket', transparent: true, noWildcard: false, restoreMark: true } }] },
    ],
  });
});

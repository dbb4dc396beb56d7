import tcpmss from '../../src/matches/tcpmss.js';
import { testMatch } from '../extension/support.js';

const announced = { protocol: 'tcp', tcpOption: '2', told: { 'tcpmss:1:536': true } } as const;

testMatch(tcpmss, {
  decides: [
    ['-p tcp -m tcpmss --mss 1:536', { protocol: 'tcp' }, 'no'],
    ['-p tcp -m tcpmss ! --mss 1:536', { protocol: 'tcp' }, 'yes'],
    ['-p tcp -m tcpmss --mss 1:536', announced, 'yes'],
    ['-p tcp -m tcpmss ! --mss 1:536', announced, 'no'],
    ['-p tcp -m tcpmss --mss 5', announced, 'unknown'],
    // Seen on the kernel: it takes what a later fragment carries for a TCP header.
    ['-p tcp -m tcpmss ! --mss 536', { protocol: 'tcp', fragment: 'later' }, 'unknown'],
    [
      '-p tcp -m tcpmss ! --mss 536',
      { protocol: 'tcp', fragment: 'later', told: { 'tcpmss:later:536': false } },
      'yes',
    ],
    ['-p tcp -m tcpmss --mss 536', { protocol: 'udp', fragment: 'later' }, 'no'],
  ],
  reads: [
    ['-p tcp -m tcpmss', 'refused'],
    ['-p tcp -m tcpmss --mss 536:1', 'refused'],
    ['-p tcp -m tcpmss --mss 42:65536', 'refused'],
    ['-p tcp -m tcpmss --mss 536', 'OK', 6],
  ],
});

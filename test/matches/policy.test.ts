import policy from '../../src/matches/policy.js';
import { testMatch } from '../extension/support.js';

const secured = { 'policy:in': true };

testMatch(policy, {
  decides: [
    ['--dir in --pol none', {}, 'unknown'],
    ['--dir in --pol none', { told: { 'policy:in': false } }, 'yes'],
    ['--dir in --pol none', { told: secured }, 'no'],
    ['--dir in --pol ipsec', { told: secured }, 'yes'],
    ['--dir in', { told: secured }, 'yes'],
    ['--dir in --pol ipsec --reqid 1', { told: { 'policy:in': false } }, 'no'],
    ['--dir in --pol ipsec ! --reqid 1', { told: { ...secured, 'policy:in reqid=1': true } }, 'no'],
    ['--dir in --pol ipsec --mode tunnel', { told: { ...secured, 'policy:in mode=tunnel': true } }, 'yes'],
  ],
  reads: [
    ['--pol none', 'refused'],
    ['--dir both --pol none', 'refused'],
    ['--dir in --pol none --strict', 'refused'],
    ['--dir in --pol ipsec --strict', 'refused'],
    ['--dir in --pol ipsec --strict --proto esp --next --proto ah', 'OK'],
    ['--dir in --pol ipsec --proto esp --next --proto ah', 'refused'],
    ['--dir in --pol ipsec --proto esp --proto ah', 'refused'],
    ['--dir in --pol ipsec --proto tcp', 'refused'],
    ['--dir in --pol ipsec --tunnel-src 10.0.0.0/8', 'refused'],
    ['--dir in --pol ipsec --mode tunnel --tunnel-src 10.0.0.0/8 --tunnel-dst 10.1.0.1', 'OK'],
    ['--dir out --pol ipsec --strict --reqid 1 --next --reqid 2 --next --reqid 3 --next --reqid 4', 'OK', 6],
    [
      '--dir out --pol ipsec --strict --spi 1 --next --spi 2 --next --spi 3 --next --spi 4 --next --spi 5',
      'refused',
    ],
  ],
});

import mh from '../../src/matches/mh.js';
import { testMatch } from '../extension/support.js';

testMatch(mh, {
  decides: [
    ['-p ipv6-mh -m mh', { protocol: 135 }, 'yes', 6],
    ['-p ipv6-mh -m mh --mh-type bu', { protocol: 135 }, 'unknown', 6],
    ['-p ipv6-mh -m mh --mh-type binding-update', { protocol: 135, told: { 'mh:type=5': true } }, 'yes', 6],
    ['-p ipv6-mh -m mh ! --mh-type 1:3', { protocol: 135, told: { 'mh:type=1:3': true } }, 'no', 6],
    ['-p ipv6-mh -m mh --mh-type home-test', { protocol: 135, told: { 'mh:type=3': true } }, 'yes', 6],
    ['-p ipv6-mh -m mh --mh-type 5', { protocol: 135, fragment: 'later' }, 'no', 6],
  ],
  reads: [
    ['-p ipv6-mh -m mh --mh-type 3:1', 'refused', 6],
    ['-p ipv6-mh -m mh --mh-type :', 'OK', 6],
    ['-p ipv6-mh -m mh --mh-type 256', 'refused', 6],
    ['-p ipv6-mh -m mh --mh-type wrong', 'refused', 6],
  ],
});

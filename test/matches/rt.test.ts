import rt from '../../src/matches/rt.js';
import { testMatch } from '../extension/support.js';

const routed = { extensionHeader: 'route' } as const;

testMatch(rt, {
  decides: [
    ['--rt-type 0', {}, 'no', 6],
    ['! --rt-type 0', {}, 'no', 6],
    ['--rt-type 0', routed, 'unknown', 6],
    ['! --rt-type 0', { ...routed, told: { 'rt:type=0': false } }, 'yes', 6],
    ['--rt-segsleft 1:2', { ...routed, told: { 'rt:segments left=1:2': true } }, 'yes', 6],
    ['--rt-len 8', { ...routed, told: { 'rt:length=8': false } }, 'no', 6],
  ],
  reads: [
    ['--rt-type 0 --rt-segsleft 1:23 --rt-len 42 --rt-0-res', 'OK', 6],
    ['--rt-type 0 --rt-0-addrs ::1,::2 --rt-0-not-strict', 'OK', 6],
    ['--rt-0-res', 'refused', 6],
    ['--rt-0-res --rt-type 0', 'refused', 6],
    ['! --rt-type 0 --rt-0-res', 'refused', 6],
    ['--rt-type 0 --rt-0-not-strict', 'refused', 6],
    ['--rt-type 0 --rt-0-addrs 10.0.0.1', 'refused', 6],
    ['', 'OK', 6],
  ],
});

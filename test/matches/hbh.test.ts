import hbh from '../../src/matches/hbh.js';
import { testMatch } from '../extension/support.js';

const carrying = { extensionHeader: 'hop-by-hop' } as const;

testMatch(hbh, {
  decides: [
    ['', {}, 'no', 6],
    ['', carrying, 'yes', 6],
    ['', { extensionHeader: 'dst' }, 'no', 6],
    ['! --hbh-len 8', {}, 'no', 6],
    ['! --hbh-len 8', { ...carrying, told: { 'hop-by-hop:length=8': false } }, 'yes', 6],
    ['--hbh-opts 1:2,3', { ...carrying, told: { 'hop-by-hop:options=1:2,3': true } }, 'yes', 6],
    ['--hbh-opts 1:2,3', carrying, 'unknown', 6],
  ],
  reads: [
    ['--hbh-len 8 --hbh-opts 1:2,0', 'OK', 6],
    ['--hbh-opts 0:2', 'refused', 6],
    ['--hbh-opts x', 'refused', 6],
    [`--hbh-opts ${Array.from({ length: 17 }, () => '1').join(',')}`, 'refused', 6],
    ['! --hbh-opts 1', 'refused', 6],
  ],
});

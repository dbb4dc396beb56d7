import dst from '../../src/matches/dst.js';
import { testMatch } from '../extension/support.js';

testMatch(dst, {
  decides: [
    ['', {}, 'no', 6],
    ['', { extensionHeader: ['hop-by-hop', 'dst'] }, 'yes', 6],
    ['--dst-len 16', { extensionHeader: 'dst' }, 'unknown', 6],
  ],
  reads: [
    ['! --dst-len 16 --dst-opts 149:92,12', 'OK', 6],
    ['--dst-opts 1:2:3', 'refused', 6],
  ],
});

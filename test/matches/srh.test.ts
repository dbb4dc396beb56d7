import srh from '../../src/matches/srh.js';
import { testMatch } from '../extension/support.js';

const segments = { extensionHeader: 'route', told: { 'srh:type': true, 'srh:tag is 5': true } } as const;

testMatch(srh, {
  decides: [
    ['', {}, 'no', 6],
    ['! --srh-tag 5', {}, 'no', 6],
    ['', segments, 'yes', 6],
    ['--srh-tag 5', segments, 'yes', 6],
    ['! --srh-tag 5', segments, 'no', 6],
    ['--srh-psid a::/64', segments, 'unknown', 6],
  ],
  reads: [
    ['--srh-next-hdr 17 --srh-segs-left-gt 4 ! --srh-hdr-len-lt 5', 'OK', 6],
    ['--srh-tag 65536', 'refused', 6],
    ['--srh-psid a::/64 --srh-nsid b::/128 ! --srh-lsid c::', 'OK', 6],
  ],
});

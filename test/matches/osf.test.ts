import osf from '../../src/matches/osf.js';
import { testMatch } from '../extension/support.js';

const syn = { protocol: 'tcp', tcpFlags: 0x02 } as const;

testMatch(osf, {
  decides: [
    ['-p tcp -m osf --genre Linux', syn, 'unknown'],
    ['-p tcp -m osf --genre Linux', { ...syn, told: { 'osf:Linux': true } }, 'yes'],
    ['-p tcp -m osf ! --genre Linux', { ...syn, told: { 'osf:not Linux': true } }, 'yes'],
    ['-p tcp -m osf ! --genre Linux', { ...syn, tcpFlags: 0x10 }, 'no'],
  ],
  reads: [
    ['-p tcp -m osf', 'refused'],
    ['-p tcp -m osf --genre Linux --ttl 2 --log 0', 'OK'],
    ['-p tcp -m osf --genre Linux --ttl 3', 'refused'],
  ],
});

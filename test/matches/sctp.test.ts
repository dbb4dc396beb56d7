import sctp from '../../src/matches/sctp.js';
import { testMatch } from '../extension/support.js';

const init = { protocol: 'sctp', sourcePort: 40000, destinationPort: 3868, sctpChunk: 1 } as const;
const data = { ...init, sctpChunk: 0 } as const;

testMatch(sctp, {
  decides: [
    ['-p sctp -m sctp', init, 'yes'],
    ['-p sctp -m sctp --dport 3868', init, 'yes'],
    ['-p sctp -m sctp ! --sport 1:1023', init, 'yes'],
    ['-p sctp -m sctp --dport 3868', { protocol: 'sctp', fragment: 'later' }, 'no'],
    ['-p sctp -m sctp --chunk-types any DATA,INIT', init, 'yes'],
    ['-p sctp -m sctp ! --chunk-types any DATA,INIT', init, 'no'],
    ['-p sctp -m sctp --chunk-types any DATA,SACK', init, 'no'],
    ['-p sctp -m sctp --chunk-types only INIT', init, 'yes'],
    ['-p sctp -m sctp --chunk-types all INIT', init, 'yes'],
    ['-p sctp -m sctp --chunk-types all I_FORWARD_TSN', { ...init, sctpChunk: 194 }, 'yes'],
    // Whether a second chunk rides along is not told.
    ['-p sctp -m sctp --chunk-types all INIT,DATA', init, 'unknown'],
    ['-p sctp -m sctp --chunk-types all INIT,DATA', { ...init, told: { 'sctp:all=INIT,DATA': true } }, 'yes'],
    ['-p sctp -m sctp --chunk-types only ALL', init, 'yes'],
    ['-p sctp -m sctp --chunk-types all ALL', init, 'no'],
    ['-p sctp -m sctp --chunk-types all NONE', init, 'yes'],
    ['-p sctp -m sctp --chunk-types any NONE', init, 'no'],
    ['-p sctp -m sctp --chunk-types only NONE', init, 'no'],
    ['-p sctp -m sctp --chunk-types any DATA:Be', data, 'unknown'],
    ['-p sctp -m sctp --chunk-types any DATA:Be', { ...data, told: { 'sctp:flags=DATA:Be': true } }, 'yes'],
    ['-p sctp -m sctp --chunk-types any DATA:Be', init, 'no'],
    ['-p sctp -m sctp --chunk-types any DATA', { ...init, open: ['sctpChunk'] }, 'unknown'],
    ['-p sctp -m sctp --dport 3868', init, 'yes', 6],
  ],
  reads: [
    ['-m sctp --dport 5', 'refused'],
    ['-p sctp -m sctp --sport 5:', 'OK'],
    ['-p sctp -m sctp --sport 6:5', 'refused'],
    ['-p sctp -m sctp --sport 65536', 'refused'],
    ['-p sctp -m sctp --chunk-types DATA', 'refused'],
    ['-p sctp -m sctp --chunk-types none DATA', 'refused'],
    ['-p sctp -m sctp --chunk-types ANY data,init', 'OK'],
    ['-p sctp -m sctp --chunk-types any DATUM', 'refused'],
    ['-p sctp -m sctp --chunk-types any DATA:X', 'refused'],
    ['-p sctp -m sctp --chunk-types any ABORT:t', 'OK'],
    ['-p sctp -m sctp --chunk-types any INIT:B', 'refused'],
  ],
});

import dccp from '../../src/matches/dccp.js';
import { testMatch } from '../extension/support.js';

const request = { protocol: 'dccp', sourcePort: 40000, destinationPort: 5001, dccpType: 0 } as const;

testMatch(dccp, {
  decides: [
    ['-p dccp -m dccp --dport 5001', request, 'yes'],
    ['-p dccp -m dccp ! --dport 5001', request, 'no'],
    ['-p dccp -m dccp --sport 2000:1000', request, 'no'],
    ['-p dccp -m dccp --dccp-types REQUEST,RESPONSE', request, 'yes'],
    ['-p dccp -m dccp ! --dccp-types REQUEST,RESPONSE', request, 'no'],
    ['-p dccp -m dccp --dccp-types DATA,ACK', request, 'no'],
    // INVALID: every type that has no name.
    ['-p dccp -m dccp --dccp-types INVALID', { ...request, dccpType: 13 }, 'yes'],
    ['-p dccp -m dccp --dccp-types INVALID', { ...request, dccpType: 9 }, 'no'],
    ['-p dccp -m dccp --dccp-option 41', request, 'unknown'],
    ['-p dccp -m dccp ! --dccp-option 41', { ...request, told: { 'dccp:option=41': true } }, 'no'],
    ['-p dccp -m dccp ! --dport 1', { protocol: 'dccp', fragment: 'later' }, 'no'],
    ['-p dccp -m dccp --dport 5001', request, 'yes', 6],
  ],
  reads: [
    ['-p dccp -m dccp', 'OK'],
    ['-m dccp --dport 5', 'refused'],
    ['-p dccp -m dccp --dccp-types request,,invalid', 'OK'],
    ['-p dccp -m dccp --dccp-types REPLY', 'refused'],
    ['-p dccp -m dccp --dccp-option 0', 'refused'],
    ['-p dccp -m dccp --dccp-option 256', 'refused'],
  ],
});

import state from '../../src/matches/state.js';
import { testMatch } from '../extension/support.js';

testMatch(state, {
  decides: [
    ['-m state --state NEW', { ctState: 'NEW' }, 'yes'],
    ['-m state --state RELATED,ESTABLISHED', { ctState: 'NEW' }, 'no'],
    ['-m state ! --state RELATED,ESTABLISHED', { ctState: 'NEW' }, 'yes'],
    ['-m state --state INVALID', { ctState: 'INVALID', ctEntry: 'no' }, 'yes'],
    ['-m state --state UNTRACKED', { ctState: 'UNTRACKED' }, 'yes', 6],
    ['-m state --state NEW', { ctState: ['NEW', 'DNAT'] }, 'yes'],
  ],
  reads: [
    ['-m state', 'refused'],
    ['-m state --state SNAT', 'refused'],
    ['-m state --state n', 'OK'],
    ['-m state --state NEW,,RELATED', 'refused'],
  ],
});

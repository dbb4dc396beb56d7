import frag from '../../src/matches/frag.js';
import { testMatch } from '../extension/support.js';

testMatch(frag, {
  decides: [
    ['', { fragment: 'none' }, 'no', 6],
    ['', { fragment: 'later' }, 'yes', 6],
    ['--fragfirst', { fragment: 'first' }, 'yes', 6],
    ['--fragfirst', { fragment: 'later' }, 'no', 6],
    ['--fragmore', { fragment: 'first' }, 'yes', 6],
    ['--fraglast', { fragment: 'first' }, 'no', 6],
    ['--fraglast', { fragment: 'later' }, 'unknown', 6],
    ['--fraglast', { fragment: 'later', told: { 'frag:more': false } }, 'yes', 6],
    ['! --fragid 5', { fragment: 'none' }, 'no', 6],
    ['! --fragid 5', { fragment: 'first', told: { 'frag:id=5': false } }, 'yes', 6],
    ['--fraglen 9 --fragres', { fragment: 'first' }, 'yes', 6],
  ],
  reads: [
    ['--fraglast --fragmore', 'refused', 6],
    ['--fragid 1:2 ! --fraglen 5 --fragres --fragfirst --fragmore', 'OK', 6],
    ['--fragid 4294967296', 'refused', 6],
  ],
});

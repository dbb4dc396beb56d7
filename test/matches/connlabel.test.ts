import connlabel from '../../src/matches/connlabel.js';
import { testMatch } from '../extension/support.js';

testMatch(connlabel, {
  decides: [
    ['--label 40', { ctEntry: 'yes' }, 'unknown'],
    ['--label 40', { ctEntry: 'yes', told: { 'connlabel:40': true } }, 'yes'],
    ['--label 40', { ctEntry: 'no' }, 'no'],
    ['! --label 40', { ctEntry: 'no' }, 'yes'],
    ['--label 40 --set', { ctEntry: 'yes' }, 'yes'],
    ['! --label 40 --set', { ctEntry: 'yes' }, 'no'],
  ],
  reads: [
    ['', 'refused'],
    ['--label 1 --set', 'OK', 6],
  ],
});

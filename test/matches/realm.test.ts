import realm from '../../src/matches/realm.js';
import { testMatch } from '../extension/support.js';

testMatch(realm, {
  decides: [
    ['--realm 5', { realm: 5 }, 'yes'],
    ['! --realm 5', { realm: 5 }, 'no'],
    ['--realm 0x1f/0xfffffff0', { realm: 0x10 }, 'no'],
    ['! --realm 0x1f/0xfffffff0', { realm: 0x10 }, 'yes'],
    ['--realm cosmos', { realm: 0 }, 'yes'],
    ['--realm 5', { open: ['realm'] }, 'unknown'],
  ],
  reads: [
    ['', 'refused'],
    ['--realm 0x1/0x2a', 'OK'],
    ['--realm no-such-realm', 'refused'],
  ],
});

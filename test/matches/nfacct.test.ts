import nfacct from '../../src/matches/nfacct.js';
import { testMatch } from '../extension/support.js';

testMatch(nfacct, {
  decides: [
    ['--nfacct-name http', {}, 'unknown'],
    ['--nfacct-name http', { told: { 'nfacct:http': true } }, 'yes'],
  ],
  reads: [
    ['', 'refused'],
    ['--nfacct-name ""', 'refused'],
    ['! --nfacct-name http', 'refused'],
  ],
});

import addrtype from '../../src/matches/addrtype.js';
import { testMatch } from '../extension/support.js';

testMatch(addrtype, {
  decides: [
    ['-m addrtype --dst-type LOCAL', { told: { 'destination:LOCAL': true } }, 'yes'],
    ['-m addrtype ! --dst-type LOCAL', { told: { 'destination:LOCAL': true } }, 'no'],
    ['-m addrtype --dst-type LOCAL', {}, 'unknown'],
    ['-m addrtype --src-type LOCAL,BROADCAST', { told: { 'source:LOCAL,BROADCAST': true } }, 'yes'],
    [
      '-m addrtype --src-type UNICAST ! --dst-type LOCAL',
      { told: { 'source:UNICAST': true, 'destination:LOCAL': false } },
      'yes',
    ],
    ['-m addrtype --src-type UNICAST --dst-type LOCAL', { told: { 'source:UNICAST': false } }, 'no'],
    ['-m addrtype --dst-type LOCAL --limit-iface-in', { told: { 'destination:LOCAL:in': true } }, 'yes'],
    ['-m addrtype --src-type LOCAL --limit-iface-out', { told: { 'source:LOCAL:out': true } }, 'yes'],
    // The first name that begins so counts.
    ['-m addrtype --dst-type UN', { told: { 'destination:UNSPEC': true } }, 'yes'],
    ['-m addrtype --dst-type LOCAL', { told: { 'destination:LOCAL': true } }, 'yes', 6],
  ],
  reads: [
    ['-m addrtype', 'refused'],
    ['-m addrtype --limit-iface-in', 'refused'],
    ['-m addrtype --dst-type local', 'OK'],
    ['-m addrtype --dst-type LOCAL,', 'refused'],
    ['-m addrtype --dst-type HERE', 'refused'],
    ['-m addrtype --dst-type LOCAL --limit-iface-in --limit-iface-out', 'refused'],
    ['-m addrtype --dst-type LOCAL ! --limit-iface-in', 'refused'],
    ['-m addrtype --dst-type BROADCAST', 'OK', 6],
  ],
});

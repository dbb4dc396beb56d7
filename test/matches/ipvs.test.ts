import ipvs from '../../src/matches/ipvs.js';
import { testMatch } from '../extension/support.js';

testMatch(ipvs, {
  decides: [
    ['--ipvs', {}, 'unknown'],
    ['! --ipvs', { told: { ipvs: true } }, 'no'],
    ['--vproto 6', { protocol: 'tcp', told: { ipvs: true } }, 'yes'],
    ['! --vproto 6', { protocol: 'tcp', told: { ipvs: true } }, 'no'],
    ['! --vproto 6', { protocol: 'udp', told: { ipvs: false } }, 'no'],
    ['--vdir REPLY', { ctDirection: 'REPLY', told: { ipvs: true } }, 'yes'],
    ['--vdir ORIGINAL', { told: { ipvs: true } }, 'no'],
    ['--vport 80', { told: { ipvs: true, 'ipvs:port=80': true } }, 'yes'],
    ['! --vaddr 10.0.0.0/8', { told: { ipvs: true, 'ipvs:address=10.0.0.0/255.0.0.0': true } }, 'no'],
    ['--vmethod masq', { told: { ipvs: true, 'ipvs:forwarding method=MASQ': true } }, 'yes'],
  ],
  reads: [
    ['', 'refused'],
    ['! --ipvs --vport 80', 'refused'],
    ['--ipvs --vport 80 ! --vportctl 21', 'OK'],
    ['--vdir both', 'refused'],
    ['! --vdir REPLY', 'refused'],
    ['--vmethod gate --vaddr 2001:db8::/32', 'OK', 6],
  ],
});

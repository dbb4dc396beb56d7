import ipv6header from '../../src/matches/ipv6header.js';
import { testMatch } from '../extension/support.js';

const plain = { protocol: 'tcp' } as const;
const hop = { protocol: 'tcp', extensionHeader: 'hop-by-hop' } as const;

testMatch(ipv6header, {
  decides: [
    ['--header prot', plain, 'yes', 6],
    ['--header prot', hop, 'no', 6],
    ['--header hop-by-hop,prot', hop, 'yes', 6],
    ['--header hop-by-hop', hop, 'no', 6],
    ['! --header hop-by-hop', hop, 'yes', 6],
    ['--header hop-by-hop --soft', hop, 'yes', 6],
    ['! --header hop-by-hop --soft', hop, 'no', 6],
    ['! --header hop,route --soft', hop, 'no', 6],
    ['! --header route --soft', hop, 'yes', 6],
    ['--header frag --soft', { ...plain, fragment: 'first' }, 'yes', 6],
    ['--header esp', { protocol: 50 }, 'yes', 6],
    ['--header none', { protocol: 59 }, 'yes', 6],
    ['--header auth,prot', { protocol: 51 }, 'yes', 6],
  ],
  reads: [
    ['', 'refused', 6],
    ['--header hop,dst,route,frag,auth,esp,none,proto', 'refused', 6],
    ['--header 0,60,43,44,51,50,59,255', 'OK', 6],
    ['--header tcp', 'refused', 6],
    ['--header ah --soft', 'OK', 6],
  ],
});

import { describe } from 'vitest';
import { lintCases, nat } from '../lintCases.js';

const old = 'CNI-DN-0000000000000000000aa';
const young = 'CNI-DN-0000000000000000000bb';

const portmap = (first: string, second: string): string =>
  nat(`
    -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
    -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports ${first} -j ${old}
    -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports ${second} -j ${young}
    -A ${old} -p tcp -m tcp --dport ${first} -j DNAT --to-destination 10.88.0.2:80
    -A ${young} -p tcp -m tcp --dport ${second} -j DNAT --to-destination 10.88.0.7:80`);

describe('stale-hostport', () => {
  lintCases('stale-hostport', {
    valid: {
      'two ports': portmap('8080', '8081'),
      'one port of two addresses': nat(`
        -A PREROUTING -j CNI-HOSTPORT-DNAT
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 8080 -j ${old}
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 8080 -j ${young}
        -A ${old} -d 192.0.2.1/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.2:80
        -A ${young} -d 192.0.2.2/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.7:80`),
      'hidden by something else': nat(`
        -A PREROUTING -p tcp -j ACCEPT
        -A PREROUTING -p tcp -m multiport --dports 8080 -j ${old}
        -A ${old} -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.2:80`),
    },
    invalid: {
      'the same port twice': {
        dump: portmap('8080', '8080'),
        findings: [`warning nat CNI-HOSTPORT-DNAT 2 taken because ${old} 1`],
      },
      'a chain that nothing leads to': {
        dump: nat(`
          -A PREROUTING -j CNI-HOSTPORT-DNAT
          -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 8080 -j ${old}
          -A ${old} -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.2:80
          -A ${young} -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.7:80`),
        findings: [`note nat ${young} unused`],
      },
    },
  });
});

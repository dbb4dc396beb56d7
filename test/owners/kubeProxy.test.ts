import { describe, expect, test } from 'vitest';
import type { TableName } from '../../src/netfilter/hooks.js';
import {
  describeChain,
  describeMark,
  describeRule,
  describeSet,
  markDoubts,
} from '../../src/owners/describe.js';
import { readServiceComment, serviceOfHash } from '../../src/owners/kube/serviceNames.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import { rulesetOf } from './rulesetOf.js';

const web = 'AAAAAAAAAAAAAAA2';
const api = 'BBBBBBBBBBBBBBB3';
const sep = (digit: number): string => `KUBE-SEP-CCCCCCCCCCCCCCC${String(digit)}`;

/** Two services, as kube-proxy 1.24 and later writes them. */
const text = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-SVC-${web} - [0:0]
:KUBE-EXT-${web} - [0:0]
:KUBE-SVL-${web} - [0:0]
:KUBE-SVC-${api} - [0:0]
:KUBE-FW-${api} - [0:0]
:${sep(2)} - [0:0]
:${sep(3)} - [0:0]
:${sep(4)} - [0:0]
:${sep(5)} - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-SERVICES -d 10.96.4.1/32 -p tcp -m comment --comment "shop/web:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-${web}
-A KUBE-SERVICES -d 192.0.2.7/32 -p tcp -m comment --comment "shop/web:http loadbalancer IP" -m tcp --dport 80 -j KUBE-EXT-${web}
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-NODEPORTS -p tcp -m comment --comment "shop/web:http" -m tcp --dport 30080 -j KUBE-EXT-${web}
-A KUBE-EXT-${web} -s 10.244.0.0/16 -m comment --comment "pod traffic for shop/web:http external destinations" -j KUBE-SVC-${web}
-A KUBE-EXT-${web} -m comment --comment "masquerade LOCAL traffic for shop/web:http external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ
-A KUBE-EXT-${web} -m comment --comment "route LOCAL traffic for shop/web:http external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC-${web}
-A KUBE-EXT-${web} -j KUBE-SVL-${web}
-A KUBE-SVC-${web} ! -s 10.244.0.0/16 -d 10.96.4.1/32 -p tcp -m comment --comment "shop/web:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-${web} -m comment --comment "shop/web:http -> 10.244.1.5:8080" -m statistic --mode random --probability 0.33333333349 -j ${sep(2)}
-A KUBE-SVC-${web} -m comment --comment "shop/web:http -> 10.244.1.6:8080" -m statistic --mode random --probability 0.50000000000 -j ${sep(3)}
-A KUBE-SVC-${web} -m comment --comment "shop/web:http -> 10.244.2.7:8080" -j ${sep(4)}
-A KUBE-SVL-${web} -m comment --comment "shop/web:http -> 10.244.1.5:8080" -j ${sep(2)}
-A KUBE-FW-${api} -s 203.0.113.0/24 -m comment --comment "shop/api loadbalancer IP" -j KUBE-SVC-${api}
-A KUBE-FW-${api} -m comment --comment "other traffic to shop/api will be dropped by KUBE-PROXY-FIREWALL"
-A KUBE-SVC-${api} -m recent --rcheck --seconds 10800 --reap --name ${sep(5)} --mask 255.255.255.255 --rsource -j ${sep(5)}
-A KUBE-SVC-${api} -j ${sep(5)}
-A ${sep(2)} -s 10.244.1.5/32 -m comment --comment "shop/web:http" -j KUBE-MARK-MASQ
-A ${sep(2)} -p tcp -m comment --comment "shop/web:http" -m tcp -j DNAT --to-destination 10.244.1.5:8080
-A ${sep(3)} -p tcp -m tcp -j DNAT --to-destination 10.244.1.6:8080
-A ${sep(4)} -p tcp -m tcp -j DNAT --to-destination 10.244.2.7:8080
-A ${sep(5)} -p tcp -m recent --set --name ${sep(5)} --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.2.9:9090
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-FIREWALL - [0:0]
:KUBE-PROXY-FIREWALL - [0:0]
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A KUBE-SERVICES -d 10.96.7.7/32 -p tcp -m comment --comment "shop/gone:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "shop/far:http has no local endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 31000 -j DROP
-A KUBE-NODEPORTS -p tcp -m comment --comment "shop/web:http health check node port" -m tcp --dport 32000 -j ACCEPT
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x8000/0x8000 -j DROP
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
-A KUBE-PROXY-FIREWALL -d 192.0.2.9/32 -p tcp -m comment --comment "shop/api traffic not accepted by KUBE-FW-${api}" -m tcp --dport 80 -j DROP
COMMIT
`;
const ruleset = rulesetOf(text);

function told(of: Ruleset, table: TableName, chain: string, number: number): string | undefined {
  const found = of.tables.find((each) => each.name === table)?.chains.get(chain)?.rules[number - 1];
  if (found === undefined) throw new Error(`no rule ${String(number)} in ${chain}`);
  return describeRule(of, found);
}

describe('what a chain of kube-proxy is for', () => {
  const chains: [string, TableName, string][] = [
    ['KUBE-SERVICES', 'nat', 'find the service by its address'],
    ['KUBE-SERVICES', 'filter', 'reject services without endpoints'],
    ['KUBE-NODEPORTS', 'nat', 'find the service by its node port'],
    ['KUBE-NODEPORTS', 'filter', 'health check ports of services'],
    [`KUBE-SVC-${web}`, 'nat', 'pick an endpoint of shop/web:http'],
    [`KUBE-SVL-${web}`, 'nat', 'pick an endpoint on this node of shop/web:http'],
    [`KUBE-EXT-${web}`, 'nat', 'traffic from outside to shop/web:http'],
    [`KUBE-XLB-${web}`, 'nat', 'traffic from outside to shop/web:http, local only'],
    [`KUBE-SVC-${api}`, 'nat', 'pick an endpoint of shop/api'],
    [`KUBE-FW-${api}`, 'nat', 'source ranges of the load balancer of shop/api'],
    [sep(2), 'nat', 'endpoint 10.244.1.5:8080 of shop/web:http'],
    [sep(3), 'nat', 'endpoint 10.244.1.6:8080 of shop/web:http'],
    [sep(5), 'nat', 'endpoint 10.244.2.9:9090 of shop/api'],
    ['KUBE-SVC-ZZZZZZZZZZZZZZZ7', 'nat', 'pick an endpoint of an unnamed service'],
    ['KUBE-MARK-MASQ', 'nat', 'mark for masquerade'],
    ['KUBE-FIREWALL', 'filter', 'drop what was marked for it, and stray loopback addresses'],
    ['KUBE-FIREWALL', 'nat', 'IPVS: source ranges of load balancers'],
    ['KUBE-PROXY-CANARY', 'mangle', 'empty: shows kube-proxy that nobody flushed the tables'],
    ['KUBE-PORTALS-HOST', 'nat', 'userspace mode: services, for traffic from this host'],
  ];
  test.each(chains)('%s in %s', (name, table, purpose) => {
    expect(describeChain(ruleset, table, name)).toMatchObject({ owner: 'kube-proxy', purpose });
  });

  test.each(['KUBE-KUBELET-CANARY', 'KUBE-IPTABLES-HINT'])('%s is the kubelet’s', (name) => {
    expect(describeChain(ruleset, 'mangle', name)?.owner).toBe('kubelet');
  });

  test('the detail counts endpoints', () => {
    expect(describeChain(ruleset, 'nat', `KUBE-SVC-${web}`)?.detail).toBe(
      'service shop/web:http, 3 endpoints',
    );
    expect(describeChain(ruleset, 'nat', `KUBE-SVC-${api}`)?.detail).toBe('service shop/api, 1 endpoint');
  });

  test('long names are cut in the phrase', () => {
    const long = `team-with-a-very-long-name/${'service-'.repeat(6)}:metrics`;
    const small = rulesetOf(
      `*nat\n:KUBE-SERVICES - [0:0]\n:KUBE-SVC-${web} - [0:0]\n-A KUBE-SERVICES -m comment --comment "${long} cluster IP" -j KUBE-SVC-${web}\nCOMMIT\n`,
    );
    const story = describeChain(small, 'nat', `KUBE-SVC-${web}`);
    expect(story?.purpose.length).toBeLessThanOrEqual(60);
    expect(story?.detail).toContain(long);
  });
});

describe('what a rule of kube-proxy is', () => {
  const rules: [TableName, string, number, string][] = [
    ['nat', 'PREROUTING', 1, 'find the service by its address'],
    ['nat', 'KUBE-SERVICES', 1, 'shop/web:http, cluster IP'],
    ['nat', 'KUBE-SERVICES', 2, 'shop/web:http, load balancer'],
    ['nat', 'KUBE-SERVICES', 3, 'to a local address: a node port?'],
    ['nat', 'KUBE-NODEPORTS', 1, 'node port of shop/web:http'],
    ['nat', `KUBE-EXT-${web}`, 1, 'from a pod: as by the cluster IP'],
    ['nat', `KUBE-EXT-${web}`, 2, 'from this host: mark for masquerade'],
    ['nat', `KUBE-EXT-${web}`, 3, 'from this host: any endpoint will do'],
    ['nat', `KUBE-EXT-${web}`, 4, 'only endpoints on this node'],
    ['nat', `KUBE-SVC-${web}`, 1, 'not from a pod: mark for masquerade'],
    ['nat', `KUBE-SVC-${web}`, 2, 'load balance 1 of 3: 10.244.1.5:8080'],
    ['nat', `KUBE-SVC-${web}`, 3, 'load balance 2 of 3: 10.244.1.6:8080'],
    ['nat', `KUBE-SVC-${web}`, 4, 'load balance 3 of 3: 10.244.2.7:8080'],
    ['nat', `KUBE-SVL-${web}`, 1, 'the only endpoint: 10.244.1.5:8080'],
    ['nat', `KUBE-SVC-${api}`, 1, 'client was here before: 10.244.2.9:9090'],
    ['nat', `KUBE-FW-${api}`, 2, 'source not allowed: KUBE-PROXY-FIREWALL drops it'],
    ['nat', sep(2), 1, 'endpoint calls itself: mark for masquerade'],
    ['nat', sep(2), 2, 'to the endpoint 10.244.1.5:8080'],
    ['nat', 'KUBE-MARK-MASQ', 1, 'masquerade mark'],
    ['nat', 'KUBE-POSTROUTING', 1, 'not marked for masquerade: leave'],
    ['nat', 'KUBE-POSTROUTING', 2, 'clear the masquerade mark'],
    ['nat', 'KUBE-POSTROUTING', 3, 'masquerade service traffic'],
    ['filter', 'KUBE-SERVICES', 1, 'no endpoints: shop/gone:http'],
    ['filter', 'KUBE-EXTERNAL-SERVICES', 1, 'no endpoints on this node: shop/far:http'],
    ['filter', 'KUBE-NODEPORTS', 1, 'health check of shop/web:http'],
    ['filter', 'KUBE-FORWARD', 1, 'conntrack finds it invalid: drop'],
    ['filter', 'KUBE-FORWARD', 2, 'service traffic: let it through'],
    ['filter', 'KUBE-FORWARD', 3, 'belongs to a known connection'],
    ['filter', 'KUBE-FIREWALL', 1, 'marked for dropping'],
    ['filter', 'KUBE-FIREWALL', 2, 'loopback address from outside: drop'],
    ['filter', 'KUBE-PROXY-FIREWALL', 1, 'source not allowed for shop/api'],
  ];
  test.each(rules)('%s %s rule %i: %s', (table, chain, number, words) => {
    expect(told(ruleset, table, chain, number)).toBe(words);
  });
});

describe('IPVS mode', () => {
  const ipvs = rulesetOf(`*nat
:PREROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-LOAD-BALANCER - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-POSTROUTING - [0:0]
-A PREROUTING -j KUBE-SERVICES
-A KUBE-SERVICES ! -s 10.244.0.0/16 -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ
-A KUBE-SERVICES -m set --match-set KUBE-LOAD-BALANCER dst,dst -j KUBE-LOAD-BALANCER
-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT
-A KUBE-LOAD-BALANCER -m set --match-set KUBE-LOAD-BALANCER-LOCAL dst,dst -j RETURN
-A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ
-A KUBE-POSTROUTING -m set --match-set KUBE-LOOP-BACK dst,dst,src -j MASQUERADE
-A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN
COMMIT
*filter
:KUBE-SOURCE-RANGES-FIREWALL - [0:0]
-A KUBE-SOURCE-RANGES-FIREWALL -m set --match-set KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src -j RETURN
-A KUBE-SOURCE-RANGES-FIREWALL -j DROP
COMMIT
`);
  test('source ranges of load balancers', () => {
    expect(told(ipvs, 'filter', 'KUBE-SOURCE-RANGES-FIREWALL', 2)).toBe('source not allowed: drop');
  });

  test('KUBE-SERVICES only marks, and the detail says who picks', () => {
    const story = describeChain(ipvs, 'nat', 'KUBE-SERVICES');
    expect(story?.purpose).toBe('IPVS: mark service traffic for masquerade');
    expect(story?.detail).toMatch(/picked by IPVS/);
  });

  const rules: [string, number, string][] = [
    ['KUBE-SERVICES', 1, 'mark for masquerade: cluster IPs of services'],
    ['KUBE-SERVICES', 2, 'load balancer addresses'],
    ['KUBE-SERVICES', 3, 'no more nat rules: cluster IPs of services'],
    ['KUBE-SERVICES', 4, 'from a loopback address: no service'],
    ['KUBE-LOAD-BALANCER', 1, 'leave: load balancers, local endpoints only'],
    ['KUBE-LOAD-BALANCER', 2, 'mark for masquerade'],
    ['KUBE-POSTROUTING', 1, 'masquerade: endpoints that call themselves'],
  ];
  test.each(rules)('%s rule %i: %s', (chain, number, words) => {
    expect(told(ipvs, 'nat', chain, number)).toBe(words);
  });

  const sets: [string, string | undefined][] = [
    ['KUBE-CLUSTER-IP', 'cluster IPs of services'],
    ['KUBE-6-CLUSTER-IP', 'cluster IPs of services'],
    ['KUBE-6-LOAD-BALANCER-SOURCE-CID', 'load balancers and allowed sources'],
    ['KUBE-NODE-PORT-LOCAL-SCTP-HASH', 'SCTP node ports, local endpoints only'],
    ['KUBE-LOAD', undefined],
    ['KUBE-UNKNOWN', undefined],
  ];
  test.each(sets)('set %s', (name, words) => {
    expect(describeSet(name)).toBe(words);
  });
});

describe('marks of kube-proxy', () => {
  const cases: [string, string, string[]][] = [
    [
      'the chain that sets it',
      '*nat\n:KUBE-MARK-MASQ - [0:0]\n-A KUBE-MARK-MASQ -j MARK --set-xmark 0x2000000/0x2000000\nCOMMIT\n',
      ['masquerade 0x2000000'],
    ],
    [
      'or the chains that test it',
      '*filter\n:KUBE-FORWARD - [0:0]\n:KUBE-FIREWALL - [0:0]\n-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT\n-A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP\nCOMMIT\n',
      ['masquerade 0x4000', 'drop 0x8000'],
    ],
    ['nothing where nothing shows', '*filter\n:KUBE-FORWARD - [0:0]\nCOMMIT\n', []],
  ];
  test.each(cases)('%s', (_, dump, expected) => {
    const bits = describeMark(rulesetOf(dump), 0xffffffff);
    expect(bits.map((bit) => `${bit.name} 0x${bit.mask.toString(16)}`)).toEqual(expected);
  });

  test('a test of another bit is reported', () => {
    const dump = text.replace('! --mark 0x4000/0x4000', '! --mark 0x400/0x400');
    expect(markDoubts(rulesetOf(dump))).toEqual([
      "kube-proxy's masquerade bit is set and tested as 0x4000 and 0x400.",
    ]);
    expect(markDoubts(ruleset)).toEqual([]);
  });
});

describe('comments that name a service', () => {
  const comments: [string, string | undefined][] = [
    ['default/kubernetes:https cluster IP', 'default/kubernetes:https'],
    ['shop/redis: cluster IP', 'shop/redis'],
    ['shop/redis', 'shop/redis'],
    ['shop/web:http -> 10.0.0.1:80', 'shop/web:http'],
    ['Balancing rule 0 for shop/web:http', 'shop/web:http'],
    ['masquerade LOCAL traffic for shop/web:http LB IP', 'shop/web:http'],
    ['route LOCAL traffic for shop/web:http LB IP to service chain', 'shop/web:http'],
    ['other traffic to shop/web:http will be dropped by KUBE-PROXY-FIREWALL', 'shop/web:http'],
    ['kubernetes service portals', undefined],
    ['see docs/readme for more', undefined],
    ['tcp/udp ports', undefined],
    ['', undefined],
  ];
  test.each(comments)('%j', (comment, name) => {
    expect(readServiceComment(comment)).toBe(name);
  });
});

describe('names of services', () => {
  const hashes = Array.from({ length: 40 }, (_, index) => `HASH${String(index).padStart(12, '0')}`);
  const dump = [
    '*nat',
    ...[
      ':KUBE-SERVICES - [0:0]',
      ':KUBE-NODEPORTS - [0:0]',
      ...hashes.map((hash) => `:KUBE-SVC-${hash} - [0:0]`),
    ],
    '-A KUBE-SERVICES -m comment --comment "a/none" -j KUBE-NODEPORTS',
    ...hashes.map((hash, index) => {
      const to = index % 5 === 0 ? `"KUBE-SVC-\\H${hash.slice(1)}"` : `KUBE-SVC-${hash}`;
      const comment = index % 7 === 0 ? '' : `-m comment --comment "a/s${index} cluster IP" `;
      return `-A KUBE-SERVICES -d 10.96.0.${index}/32 ${comment}-j ${to}`;
    }),
    ...hashes.map(
      (hash) => `-A KUBE-NODEPORTS -m comment --comment "a/late${hash} cluster IP" -j KUBE-SVC-${hash}`,
    ),
    'COMMIT\n',
  ].join('\n');

  test('are the same whether few are asked for or many', () => {
    const many = rulesetOf(dump);
    const expected = hashes.map((hash, index) => (index % 7 === 0 ? `a/late${hash}` : `a/s${index}`));
    expect(hashes.map((hash) => serviceOfHash(many, hash))).toEqual(expected);
    expect(hashes.map((hash) => serviceOfHash(rulesetOf(dump), hash))).toEqual(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { calicoMarks } from '../../src/owners/calico/marks.js';
import { describeCalicoSet } from '../../src/owners/calico/sets.js';
import { describeChain, describeMark, describeRule, markDoubts } from '../../src/owners/describe.js';
import type { TableName } from '../../src/netfilter/hooks.js';
import { rulesetOf } from './rulesetOf.js';

const empty = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\n:cali-INPUT - [0:0]\nCOMMIT\n');

describe('what a Calico chain is for', () => {
  const chains: [string, TableName, string][] = [
    ['cali-INPUT', 'filter', 'traffic to this host'],
    ['cali-FORWARD', 'filter', 'routed traffic'],
    ['cali-OUTPUT', 'filter', 'traffic from this host'],
    ['cali-OUTPUT', 'nat', 'floating IPs, for traffic from this host'],
    ['cali-PREROUTING', 'raw', 'clear marks, spoof check, untracked policy'],
    ['cali-PREROUTING', 'mangle', 'pre-DNAT policy of this host'],
    ['cali-POSTROUTING', 'nat', 'source NAT of workloads and tunnels'],
    ['cali-POSTROUTING', 'mangle', 'host policy for traffic that was DNATed'],
    ['cali-tw-cali0ef24b1', 'filter', 'workload cali0ef24b1, traffic to it'],
    ['cali-fw-tap8c3f', 'filter', 'workload tap8c3f, traffic from it'],
    ['cali-fh-eth0', 'filter', 'host endpoint eth0, ingress'],
    ['cali-th-eth0', 'raw', 'host endpoint eth0, untracked egress'],
    ['cali-fh-eth0', 'mangle', 'host endpoint eth0, pre-DNAT ingress'],
    ['cali-th-any-interface-at-all', 'mangle', 'all host interfaces, egress after DNAT'],
    ['cali-fhfw-_Nqh4HyA73udmyanQI', 'filter', 'all host interfaces, forwarded ingress'],
    ['cali-thfw-eth1', 'filter', 'host endpoint eth1, forwarded egress'],
    ['cali-pi-namespace-default', 'filter', 'policy namespace-default, ingress'],
    ['cali-po-_w-86bMd_bL8-CKRBUaL', 'filter', 'policy _w-86bMd_bL8-CKRBUaL (hashed name), egress'],
    ['cali-pri-kns.shop', 'filter', 'profile kns.shop, ingress'],
    ['cali-pro-_JAPFZC4gLhluu4S82', 'filter', 'profile _JAPFZC4gLhluu4S82 (hashed name), egress'],
    ['cali-from-wl-dispatch', 'filter', 'find the sending workload by its interface'],
    ['cali-to-wl-dispatch-4', 'filter', 'receiving workloads, branch 4'],
    ['cali-set-endpoint-mark-wep-7', 'filter', 'IPVS: senders to mark, branch 7'],
    ['cali-sm-cali0ef24b1', 'filter', 'IPVS: endpoint mark of cali0ef24b1'],
    ['cali-forward-check', 'filter', 'IPVS: is this for a service, so in truth forwarded?'],
    ['cali-failsafe-in', 'raw', 'ports to this host that policy cannot close'],
    ['cali-nat-outgoing', 'nat', 'source NAT for traffic that leaves the IP pools'],
    ['cali-cidr-block', 'filter', 'stop routing loops of service addresses'],
    ['cali-gi-Zk3Fq', 'filter', 'group of policies, ingress'],
    ['cali-something-new', 'filter', 'a chain of a Calico version not known here'],
    ['calitw-cali12', 'filter', 'left over from a Calico 2.1 pre-release'],
    ['felix-p-_0a1b-i', 'filter', 'left over from Calico before 2.1: profile, ingress'],
    ['felix-FROM-ENDPOINT', 'filter', 'left over from Calico before 2.1'],
    ['calico-dhcp-10', 'filter', "Calico's DHCP agent for OpenStack"],
  ];
  test.each(chains)('%s in %s', (name, table, purpose) => {
    expect(describeChain(empty, table, name)).toMatchObject({ owner: 'Calico', purpose });
  });

  test.each(['califonia', 'my-cali-chain', 'felix', 'INPUT'])('%s is not of Calico', (name) => {
    expect(describeChain(empty, 'filter', name)).toBeUndefined();
  });

  const titled = (title: string, chain = 'cali-pi-_Aaaaaaaaaaaaaaaaaaa'): string =>
    `*filter\n:${chain} - [0:0]\n-A ${chain} -m comment --comment "cali:0123456789abcdef" -m comment --comment "${title}" -j DROP\nCOMMIT\n`;

  const titles: [string, string, string][] = [
    [
      'Policy shop/knp.default.web ingress',
      'policy shop/knp.default.web, ingress',
      'Kubernetes NetworkPolicy web in namespace shop',
    ],
    [
      'KubernetesNetworkPolicy shop/web ingress',
      'policy shop/web, ingress',
      'KubernetesNetworkPolicy shop/web',
    ],
    [
      'Policy knp/shop/web ingress',
      'policy knp/shop/web, ingress',
      'Kubernetes NetworkPolicy web in namespace shop',
    ],
  ];
  test.each(titles)('the comment "%s" gives a hashed name back', (title, purpose, detail) => {
    const ruleset = rulesetOf(titled(title));
    expect(describeChain(ruleset, 'filter', 'cali-pi-_Aaaaaaaaaaaaaaaaaaa')).toEqual({
      owner: 'Calico',
      purpose,
      detail,
    });
  });

  test('a name too long for a phrase is cut, and whole in the detail', () => {
    const name = `default/tier.${'long-'.repeat(20)}`;
    const story = describeChain(
      rulesetOf(titled(`Policy ${name} ingress`)),
      'filter',
      'cali-pi-_Aaaaaaaaaaaaaaaaaaa',
    );
    expect(story?.purpose).toHaveLength(60);
    expect(story?.purpose).toMatch(/^policy default\/tier.*…, ingress$/);
    expect(story?.detail).toBe(`policy ${name}`);
  });

  test('a group names its policies', () => {
    const ruleset = rulesetOf(
      [
        '*filter',
        ':cali-gi-Xyz - [0:0]',
        ':cali-pi-one - [0:0]',
        ':cali-pi-two - [0:0]',
        '-A cali-gi-Xyz -j cali-pi-one',
        '-A cali-gi-Xyz -m mark --mark 0x0/0x30000 -j cali-pi-two',
        'COMMIT',
      ].join('\n'),
    );
    expect(describeChain(ruleset, 'filter', 'cali-gi-Xyz')).toEqual({
      owner: 'Calico',
      purpose: 'group of 2 policies, ingress',
      detail: 'one, two',
    });
  });
});

/** A small node as Felix writes it, with the bits given. */
function node(bits: { accept: string; pass: string; workload: string; all: string; clear: string }): string {
  const { accept, pass, workload, all, clear } = bits;
  return `*raw
:PREROUTING ACCEPT [0:0]
:cali-PREROUTING - [0:0]
:cali-from-host-endpoint - [0:0]
-A PREROUTING -m comment --comment "cali:AAAAAAAAAAAAAAAA" -j cali-PREROUTING
-A cali-PREROUTING -m comment --comment "cali:AAAAAAAAAAAAAAAB" -j MARK --set-xmark 0x0/${all}
-A cali-PREROUTING -i vm+ -m comment --comment "cali:AAAAAAAAAAAAAAAC" -j MARK --set-xmark ${workload}/${workload}
-A cali-PREROUTING -m comment --comment "cali:AAAAAAAAAAAAAAAD" -m mark --mark ${workload}/${workload} -m rpfilter --validmark --invert -j DROP
-A cali-PREROUTING -m comment --comment "cali:AAAAAAAAAAAAAAAE" -m mark --mark 0x0/${workload} -j cali-from-host-endpoint
-A cali-PREROUTING -m comment --comment "cali:AAAAAAAAAAAAAAAF" -m mark --mark ${accept}/${accept} -j ACCEPT
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:cali-FORWARD - [0:0]
:cali-from-wl-dispatch - [0:0]
:cali-to-wl-dispatch - [0:0]
:cali-tw-vm1 - [0:0]
:cali-pi-web - [0:0]
:cali-pri-kns.shop - [0:0]
-A FORWARD -m comment --comment "cali:BAAAAAAAAAAAAAAA" -j cali-FORWARD
-A FORWARD -m comment --comment "cali:BAAAAAAAAAAAAAAB" -m comment --comment "Policy explicitly accepted packet." -m mark --mark ${accept}/${accept} -j ACCEPT
-A FORWARD -m comment --comment "cali:BAAAAAAAAAAAAAAC" -j MARK --set-xmark ${accept}/${accept}
-A cali-FORWARD -m comment --comment "cali:CAAAAAAAAAAAAAAA" -j MARK --set-xmark 0x0/${clear}
-A cali-FORWARD -i vm+ -m comment --comment "cali:CAAAAAAAAAAAAAAB" -j cali-from-wl-dispatch
-A cali-FORWARD -o vm+ -m comment --comment "cali:CAAAAAAAAAAAAAAC" -j cali-to-wl-dispatch
-A cali-to-wl-dispatch -o vm1 -m comment --comment "cali:DAAAAAAAAAAAAAAA" -g cali-tw-vm1
-A cali-to-wl-dispatch -m comment --comment "cali:DAAAAAAAAAAAAAAB" -m comment --comment "Unknown interface" -j DROP
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAA" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAB" -m conntrack --ctstate INVALID -j DROP
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAC" -j MARK --set-xmark 0x0/${accept}
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAD" -m comment --comment "Start of policies" -j MARK --set-xmark 0x0/${pass}
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAE" -m mark --mark 0x0/${pass} -j cali-pi-web
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAF" -m comment --comment "Return if policy accepted" -m mark --mark ${accept}/${accept} -j RETURN
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAG" -m comment --comment "Drop if no policies passed packet" -m mark --mark 0x0/${pass} -j DROP
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAH" -j cali-pri-kns.shop
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAI" -m comment --comment "Return if profile accepted" -m mark --mark ${accept}/${accept} -j RETURN
-A cali-tw-vm1 -m comment --comment "cali:EAAAAAAAAAAAAAAJ" -m comment --comment "Drop if no profiles matched" -j DROP
-A cali-pi-web -p tcp -m comment --comment "cali:FAAAAAAAAAAAAAAA" -m multiport --dports 80 -j MARK --set-xmark ${accept}/${accept}
-A cali-pi-web -m comment --comment "cali:FAAAAAAAAAAAAAAB" -m mark --mark ${accept}/${accept} -j RETURN
-A cali-pi-web -s 10.0.9.0/24 -m comment --comment "cali:FAAAAAAAAAAAAAAC" -j DROP
-A cali-pi-web -m comment --comment "cali:FAAAAAAAAAAAAAAD" -j MARK --set-xmark ${pass}/${pass}
-A cali-pi-web -m comment --comment "cali:FAAAAAAAAAAAAAAE" -m mark --mark ${pass}/${pass} -j RETURN
-A cali-pri-kns.shop -m comment --comment "cali:GAAAAAAAAAAAAAAA" -j MARK --set-xmark ${accept}/${accept}
-A cali-pri-kns.shop -m comment --comment "cali:GAAAAAAAAAAAAAAB" -m mark --mark ${accept}/${accept} -j RETURN
COMMIT
`;
}

const versions = {
  '2.1': {
    accept: '0x1000000',
    pass: '0x2000000',
    workload: '0x4000000',
    all: '0x7000000',
    clear: '0x7000000',
  },
  '3.1': { accept: '0x10000', pass: '0x20000', workload: '0x40000', all: '0xf0000', clear: '0xe0000' },
  '3.30': { accept: '0x10000', pass: '0x20000', workload: '0x80000', all: '0x1b0000', clear: '0x1a0000' },
  odd: { accept: '0x10', pass: '0x20', workload: '0x40', all: '0xf0', clear: '0xe0' },
};

describe('Calico marks are read off the dump', () => {
  const cases: [keyof typeof versions, Record<string, number>][] = [
    ['2.1', { accept: 0x1000000, pass: 0x2000000, workload: 0x4000000 }],
    ['3.1', { accept: 0x10000, pass: 0x20000, workload: 0x40000, scratch: 0x80000 }],
    ['3.30', { accept: 0x10000, pass: 0x20000, workload: 0x80000, scratch: 0x100000 }],
    ['odd', { accept: 0x10, pass: 0x20, workload: 0x40, scratch: 0x80 }],
  ];
  test.each(cases)('as of version %s', (version, expected) => {
    const ruleset = rulesetOf(node(versions[version]));
    const bits = Object.fromEntries(describeMark(ruleset, 0xffffffff).map((bit) => [bit.name, bit.mask]));
    expect(bits).toEqual(expected);
    expect(markDoubts(ruleset)).toEqual([]);
    expect(calicoMarks(ruleset).workloadPrefixes).toEqual(['vm']);
  });

  test('without any comment of Felix', () => {
    const bare = node(versions['3.1']).replaceAll(/ -m comment --comment "[^"]*"/g, '');
    const bits = Object.fromEntries(
      describeMark(rulesetOf(bare), 0xffffffff).map((bit) => [bit.name, bit.mask]),
    );
    expect(bits).toEqual({ accept: 0x10000, pass: 0x20000, workload: 0x40000, scratch: 0x80000 });
  });

  test('a rule with another bit is outvoted and reported', () => {
    const text = node(versions['3.1']).replace(
      '"Return if profile accepted" -m mark --mark 0x10000/0x10000',
      '"Return if profile accepted" -m mark --mark 0x400000/0x400000',
    );
    const ruleset = rulesetOf(text);
    expect(calicoMarks(ruleset).masks.get('accept')).toBe(0x10000);
    expect(markDoubts(ruleset)).toEqual([
      expect.stringMatching(
        /^Calico's accept bit is 0x10000 in \d+ rules \(line \d+\), but 0x400000 in 1 rule \(line \d+\)\.$/,
      ),
    ]);
  });

  test('a deny by mark shows the drop bit, a deny at the end of match blocks does not', () => {
    const with330 = node(versions['3.30']).replace(
      '-A cali-pi-web -s 10.0.9.0/24',
      '-A cali-pi-web -j MARK --set-xmark 0x40000/0x40000\n-A cali-pi-web -m mark --mark 0x40000/0x40000 -j DROP\n-A cali-pi-web -s 10.0.9.0/24',
    );
    expect(calicoMarks(rulesetOf(with330)).masks.get('drop')).toBe(0x40000);
    const blocks = node(versions['3.1']).replace(
      '-A cali-pi-web -s 10.0.9.0/24',
      '-A cali-pi-web -m mark --mark 0x40000/0x40000 -j DROP\n-A cali-pi-web -s 10.0.9.0/24',
    );
    expect(calicoMarks(rulesetOf(blocks)).masks.has('drop')).toBe(false);
    expect(markDoubts(rulesetOf(blocks))).toEqual([]);
  });

  test('IPVS: endpoint marks, and the one of senders that are none', () => {
    const ruleset = rulesetOf(`*filter
:cali-set-endpoint-mark - [0:0]
:cali-sm-cali1 - [0:0]
-A cali-set-endpoint-mark -i cali1 -g cali-sm-cali1
-A cali-set-endpoint-mark -m comment --comment "Non-Cali endpoint mark" -j MARK --set-xmark 0x100000/0xfff00000
-A cali-sm-cali1 -j MARK --set-xmark 0x45100000/0xfff00000
COMMIT
`);
    expect(describeMark(ruleset, 0x100000).map((bit) => [bit.name, bit.mask, bit.value])).toEqual([
      ['non-endpoint', 0xfff00000, 0x100000],
      ['endpoint', 0xfff00000, undefined],
    ]);
  });
});

describe('what a rule is in Calico', () => {
  const ruleset = rulesetOf(node(versions['3.1']));
  const rules: [string, number, string][] = [
    ['FORWARD', 1, 'routed traffic'],
    ['FORWARD', 2, 'policy accepted it'],
    ['FORWARD', 3, 'was forwarded: keep that in the accept bit'],
    ['cali-FORWARD', 1, "clear Calico's bits"],
    ['cali-FORWARD', 2, '-i vm+: from a workload'],
    ['cali-FORWARD', 3, '-o vm+: to a workload'],
    ['cali-to-wl-dispatch', 1, 'workload vm1, traffic to it'],
    ['cali-to-wl-dispatch', 2, 'no endpoint known on this interface'],
    ['cali-tw-vm1', 1, 'belongs to a known connection'],
    ['cali-tw-vm1', 2, 'conntrack finds it invalid: drop'],
    ['cali-tw-vm1', 3, 'clear the accept bit'],
    ['cali-tw-vm1', 4, 'policies begin: clear the pass bit'],
    ['cali-tw-vm1', 5, 'policy web, ingress'],
    ['cali-tw-vm1', 6, 'policy accepted: leave'],
    ['cali-tw-vm1', 7, 'no policy accepted: default deny'],
    ['cali-tw-vm1', 8, 'profile kns.shop, ingress'],
    ['cali-tw-vm1', 10, 'no profile accepted: default deny'],
    ['cali-pi-web', 1, 'allow: set the accept bit'],
    ['cali-pi-web', 2, 'allowed: leave the policy'],
    ['cali-pi-web', 3, 'deny'],
    ['cali-pi-web', 4, 'pass: on to the next tier or the profiles'],
    ['cali-pi-web', 5, 'passed on: leave the policy'],
    ['cali-pri-kns.shop', 2, 'allowed: leave the profile'],
  ];
  test.each(rules)('filter %s rule %i: %s', (chain, number, words) => {
    const rule = ruleset.tables[1]?.chains.get(chain)?.rules[number - 1];
    expect(rule && describeRule(ruleset, rule)).toBe(words);
  });

  const raw: [number, string][] = [
    [1, "clear Calico's bits"],
    [2, 'from a workload: remember it'],
    [3, 'workload with a source that is not its own: drop'],
    [4, 'not from a workload'],
    [5, 'policy accepted it'],
  ];
  test.each(raw)('raw cali-PREROUTING rule %i: %s', (number, words) => {
    const rule = ruleset.tables[0]?.chains.get('cali-PREROUTING')?.rules[number - 1];
    expect(rule && describeRule(ruleset, rule)).toBe(words);
  });

  test('words are the same without comments, where the marks tell', () => {
    const bare = rulesetOf(node(versions['3.1']).replaceAll(/ -m comment --comment "[^"]*"/g, ''));
    const told = bare.tables[1]?.chains.get('cali-tw-vm1')?.rules.map((rule) => describeRule(bare, rule));
    expect(told?.slice(2, 7)).toEqual([
      'clear the accept bit',
      'policies begin: clear the pass bit',
      'policy web, ingress',
      'policy accepted: leave',
      'no policy accepted: default deny',
    ]);
  });

  const comments: [string, string | undefined][] = [
    ['Start of tier security', 'tier security begins: clear the pass bit'],
    [
      'End of tier default. Drop if no policies passed packet',
      'end of tier default, none accepted: default deny',
    ],
    ['Reject if no policies passed packet', 'no policy accepted: default deny'],
    ['Drop VXLAN encapped packets originating in pods', 'workload sends VXLAN itself: deny'],
    ['Drop IPv4 VXLAN packets from non-allowed hosts', 'VXLAN from a host that is no Calico node: deny'],
    ['Allow VXLAN packets to other whitelisted hosts', 'VXLAN tunnel to another Calico node'],
    ['Allow incoming IPv6 Wireguard packets', 'WireGuard tunnel, arriving'],
    ['Configured DefaultEndpointToHostAction', 'workload to host: the configured default'],
    ['From workload without BPF seen mark', 'eBPF: never seen by the programs: drop'],
    ['Drop packets over ingress packet rate limit', 'ingress packet rate: over the limit, drop'],
    ['Reject connections over egress connection limit', 'too many egress connections: reset'],
    ['Drop packets from unknown non-TCP flows.', 'eBPF: unknown flow: drop'],
    ['link-local', 'eBPF: keep tracking what is link-local'],
    ['team=shop', 'deny (team=shop)'],
  ];
  test.each(comments)('comment "%s"', (comment, words) => {
    const text = `*filter\n:cali-pi-x - [0:0]\n-A cali-pi-x -m comment --comment "${comment}" -j DROP\nCOMMIT\n`;
    const small = rulesetOf(text);
    const rule = small.tables[0]?.chains.get('cali-pi-x')?.rules[0];
    expect(rule && describeRule(small, rule)).toBe(words);
  });

  const logs: [string, string][] = [
    ['API0|knp/shop/web', 'flow log: allowed'],
    ['DPE12|gnp/default.deny', 'flow log: denied'],
    ['PPI1|np/shop/web', 'flow log: passed on'],
    ['NPI1|default.web', 'flow log: passed on'],
    ['ARI0|kns.shop', 'flow log: allowed'],
    ['DPI|security', 'flow log: end of tier security, denied'],
    ['PPE|staged', 'flow log: end of tier staged, passed on'],
    ['DRI', 'flow log: no profile accepted'],
    ['DPI', 'flow log'],
    ['something else', 'flow log'],
  ];
  test.each(logs)('flow log "%s"', (prefix, words) => {
    const text = `*filter\n:cali-tw-x - [0:0]\n-A cali-tw-x -j NFLOG --nflog-prefix "${prefix}" --nflog-group 1\nCOMMIT\n`;
    const small = rulesetOf(text);
    const rule = small.tables[0]?.chains.get('cali-tw-x')?.rules[0];
    expect(rule && describeRule(small, rule)).toBe(words);
  });

  test('a rule that asks for a verdict says what it does, not only a RETURN', () => {
    const small = rulesetOf(`*raw
:cali-PREROUTING - [0:0]
:cali-fh-eth0 - [0:0]
:cali-pi-x - [0:0]
-A cali-PREROUTING -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-fh-eth0 -m mark --mark 0x0/0x20000 -j cali-pi-x
-A cali-fh-eth0 -m mark --mark 0x10000/0x10000 -j CT --notrack
-A cali-fh-eth0 -m mark --mark 0x10000/0x10000 -j RETURN
-A cali-pi-x -s 10.0.0.1/32 -j MARK --set-xmark 0x10000/0x10000
-A cali-pi-x -m mark --mark 0x10000/0x10000 -j NFLOG --nflog-prefix "API0|np/a/x" --nflog-group 1
-A cali-pi-x -m mark --mark 0x10000/0x10000 -j RETURN
COMMIT
`);
    const told = ['cali-fh-eth0', 'cali-pi-x'].map((chain) =>
      small.tables[0]?.chains.get(chain)?.rules.map((rule) => describeRule(small, rule)),
    );
    expect(told).toEqual([
      ['policy x, ingress', 'allowed untracked: no connection tracking', 'policy accepted: leave'],
      ['allow: set the accept bit', 'flow log: allowed', 'allowed: leave the policy'],
    ]);
  });

  test('DSCP of workloads and of the mesh', () => {
    const small = rulesetOf(`*mangle
:cali-POSTROUTING - [0:0]
:cali-egress-dscp - [0:0]
-A cali-POSTROUTING -o cali+ -p tcp -m conntrack --ctstate NEW -m set --match-set cali40all-istio-weps dst -j DSCP --set-dscp 0x17
-A cali-egress-dscp -s 10.0.0.1/32 -j DSCP --set-dscp 0x0a
COMMIT
`);
    const told = [...(small.tables[0]?.chains.values() ?? [])].flatMap(({ rules }) =>
      rules.map((rule) => describeRule(small, rule)),
    );
    expect(told).toEqual(['within the Istio mesh: set DSCP', 'leaves the cluster: set DSCP']);
  });

  test('a rule of others in a built-in chain is not claimed, whatever its comment says', () => {
    const text =
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "Return if policy accepted" -j RETURN\nCOMMIT\n';
    const other = rulesetOf(text);
    const rule = other.tables[0]?.chains.get('INPUT')?.rules[0];
    expect(rule && describeRule(other, rule)).toBeUndefined();
  });

  test('in the eBPF dataplane rules say what the programs marked', () => {
    const hash = (letter: string): string => `-m comment --comment "cali:${letter.repeat(16)}"`;
    const ebpf = rulesetOf(`*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
-A INPUT ${hash('A')} -m comment --comment "Accept packets from flows that pre-date BPF." -m mark --mark 0x5000000/0x5000000 -j ACCEPT
-A INPUT ${hash('B')} -i cali+ -m mark --mark 0x1000000/0x1000000 -j ACCEPT
-A INPUT ${hash('C')} -i cali+ -m mark ! --mark 0x1000000/0x1000000 -j DROP
-A FORWARD ${hash('D')} -m comment --comment "Mark pre-established flows." -j MARK --set-xmark 0x8000000/0x8000000
-A FORWARD ${hash('E')} -m comment --comment "From " -m comment --comment bpfout.cali -m comment --comment " device, mark verified, accept." -i bpfout.cali -j ACCEPT
COMMIT
`);
    const told = ['INPUT', 'FORWARD'].flatMap((chain) =>
      ebpf.tables[0]?.chains.get(chain)?.rules.map((rule) => describeRule(ebpf, rule)),
    );
    expect(told).toEqual([
      'eBPF: connection older than the programs',
      'eBPF: the programs marked it',
      'eBPF: the programs have not marked it',
      'eBPF: mark connections older than the programs',
      'eBPF: out of the programs, mark verified',
    ]);
    expect(describeMark(ebpf, 0x8000000).map(({ name }) => name)).toEqual(['ebpf']);
  });

  test('in the eBPF dataplane the chains say that policy is elsewhere', () => {
    const text = `*filter
:INPUT ACCEPT [0:0]
:cali-FORWARD - [0:0]
-A INPUT -m comment --comment "cali:HAAAAAAAAAAAAAAA" -m comment --comment "Pre-approved by BPF programs." -m mark --mark 0x1000000/0x1000000 -j ACCEPT
COMMIT
`;
    const ebpf = rulesetOf(text);
    expect(describeChain(ebpf, 'filter', 'cali-FORWARD')?.detail).toMatch(/eBPF.*not in this dump/);
    expect(describeChain(ruleset, 'filter', 'cali-FORWARD')?.detail).toBeUndefined();
  });
});

describe('what an ipset of Calico holds', () => {
  const sets: [string, string | undefined][] = [
    ['cali40s:LrVD8vMIGQDyv8Y7sPFB1Ge', 'endpoints that a selector picks'],
    ['cali4-s:LrVD8vMIGQDyv8Y7sPFB1Ge', 'endpoints that a selector picks'],
    ['cali60n:abc', 'endpoints with a named port'],
    ['cali40svc:abc', 'endpoints of a Kubernetes service, with ports'],
    ['cali40svcnoport:abc', 'endpoints of a Kubernetes service, any port'],
    ['cali40masq-ipam-pools', 'IP pools with natOutgoing'],
    ['cali40all-ipam-pools', 'all IP pools'],
    ['cali40this-host', 'addresses of this host'],
    ['cali4t17', 'a set of Calico that is being rewritten'],
    ['felix-masq-ipam-pools', 'IP pools with natOutgoing'],
    ['california', undefined],
    ['myset', undefined],
  ];
  test.each(sets)('%s', (name, words) => {
    expect(describeCalicoSet(name)).toBe(words);
  });
});

import { describe, expect, test } from 'vitest';
import type { TableName } from '../../src/netfilter/hooks.js';
import { describeChain, describeMark, describeRule, describeSet } from '../../src/owners/describe.js';
import { owners } from '../../src/owners/registry.js';
import { rulesetOf } from './rulesetOf.js';

const plain = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n');
const firewalld = rulesetOf(
  '*filter\n:INPUT ACCEPT [0:0]\n:INPUT_direct - [0:0]\n:INPUT_POLICIES_pre - [0:0]\n:IN_allow-ipv6 - [0:0]\n-A INPUT_POLICIES_pre -j IN_allow-ipv6\nCOMMIT\n',
);
const openwrt = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\n:delegate_input - [0:0]\nCOMMIT\n');
const nwfilter = rulesetOf('*filter\n:FORWARD ACCEPT [0:0]\n:libvirt-in - [0:0]\nCOMMIT\n');
const shorewall = rulesetOf('*filter\n:INPUT DROP [0:0]\n:shorewall - [0:0]\nCOMMIT\n');
const csf = rulesetOf('*filter\n:INPUT DROP [0:0]\n:LOCALINPUT - [0:0]\n:LOGDROPIN - [0:0]\nCOMMIT\n');
const silk = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\n:netout--4bd3 - [0:0]\nCOMMIT\n');

const kubeRouter = rulesetOf(
  [
    '*filter',
    ':KUBE-POD-FW-QRSTUVWXYZ234567 - [0:0]',
    ':KUBE-POD-FW-OOOOOOOOOOOOOOOO - [0:0]',
    ':KUBE-NWPLCY-QRSTUVWXYZ234567 - [0:0]',
    ':KUBE-POD-FW-SSSSSSSSSSSSSSSS - [0:0]',
    ':KUBE-NWPLCY-SSSSSSSSSSSSSSSS - [0:0]',
    '-A KUBE-POD-FW-SSSSSSSSSSSSSSSS -m comment --comment "shop/db-0 reject" -j REJECT',
    '-A KUBE-NWPLCY-SSSSSSSSSSSSSSSS -m comment --comment "shop/allow-db ingress any" -j RETURN',
    '-A KUBE-POD-FW-QRSTUVWXYZ234567 -m comment --comment "rule to REJECT traffic destined for POD name:web-1 namespace: shop" -j REJECT',
    '-A KUBE-POD-FW-OOOOOOOOOOOOOOOO -m comment --comment "rule to REJECT traffic destined for POD name:a namespace: x" -j REJECT',
    '-A KUBE-POD-FW-OOOOOOOOOOOOOOOO -m comment --comment "rule to REJECT traffic destined for POD name:b namespace: x" -j REJECT',
    '-A KUBE-NWPLCY-QRSTUVWXYZ234567 -m comment --comment "rule to ACCEPT traffic from specified ipBlocks to dest pods selected by policy name: allow-web namespace shop" -j RETURN',
    'COMMIT',
    '',
  ].join('\n'),
);

const chains: [string, TableName, string, string, typeof plain?][] = [
  ['ANTREA-FORWARD', 'filter', 'Antrea', 'traffic through the pod gateway'],
  ['ANTREA-POL-INGRESS-RULES', 'filter', 'Antrea', 'node policy, ingress'],
  ['AWS-SNAT-CHAIN-0', 'nat', 'AWS VPC CNI', 'SNAT for pod traffic that leaves the VPC'],
  ['AZURE-NPM-INGRESS-2697641196', 'filter', 'Azure NPM', 'network policy 2697641196, ingress'],
  ['SWIFT-POSTROUTING', 'nat', 'Azure CNI', "pods to Azure's DNS and metadata: by this host's address"],
  ['cali-INPUT', 'filter', 'Calico', 'traffic to this host'],
  ['CILIUM_POST_nat', 'nat', 'Cilium', 'masquerade of endpoints'],
  ['OLD_CILIUM_FORWARD', 'filter', 'Cilium', 'being replaced by the chain of the same name'],
  ['netout--4bd3', 'filter', 'Cloud Foundry', 'container 4bd3, what it may reach', silk],
  ['CNI-HOSTPORT-DNAT', 'nat', 'CNI plugins', 'host ports: find the container'],
  ['CNI-E4-0123456789abcdef01234', 'nat', 'CNI plugins', 'egress by the node for a container'],
  ['CNI-0123456789abcdef01234567', 'nat', 'CNI plugins', 'masquerade for a container'],
  ['LOCALINPUT', 'filter', 'CSF', 'addresses allowed or denied, arriving', csf],
  ['DENYOUT', 'filter', 'CSF', 'addresses to deny, leaving', csf],
  ['SYNFLOOD', 'filter', 'CSF', 'too many at once: syn flood', csf],
  ['DOCKER', 'nat', 'Docker', 'published ports: to the container'],
  ['DOCKER', 'filter', 'Docker', 'published ports: let in what was sent to containers'],
  ['DOCKER-ISOLATION-STAGE-2', 'filter', 'Docker', 'keep networks apart: to another bridge'],
  ['f2b-sshd', 'filter', 'fail2ban', 'addresses banned by jail sshd'],
  ['IN_public_allow', 'filter', 'firewalld', 'zone public, to this host, allow', firewalld],
  ['IN_allow-ipv6', 'filter', 'firewalld', 'policy allow-ipv6, to this host', firewalld],
  ['IN_allow-ipv6_deny', 'filter', 'firewalld', 'policy allow-ipv6, to this host, deny', firewalld],
  ['INPUT_ZONES', 'filter', 'firewalld', 'find the zone by interface or source', firewalld],
  ['FLANNEL-POSTRTG', 'nat', 'flannel', 'masquerade pod traffic that leaves the cluster'],
  ['KUBE-HP-ABCDEFGHIJKLMNOP', 'nat', 'container runtime', 'host port of one pod'],
  ['IP-MASQ-AGENT', 'nat', 'ip-masq-agent', 'masquerade all but these destinations'],
  ['ISTIO_IN_REDIRECT', 'nat', 'Istio', 'redirect to the sidecar, inbound'],
  ['KUBE-SERVICES', 'nat', 'kube-proxy', 'find the service by its address'],
  ['KUBE-ROUTER-FORWARD', 'filter', 'kube-router', 'policy for routed traffic'],
  ['KUBE-POD-FW-ABCDEFGHIJKLMNOP', 'filter', 'kube-router', 'policies of one pod'],
  ['KUBE-POD-FW-QRSTUVWXYZ234567', 'filter', 'kube-router', 'policies of pod shop/web-1', kubeRouter],
  ['KUBE-POD-FW-OOOOOOOOOOOOOOOO', 'filter', 'kube-router', 'policies of one pod', kubeRouter],
  ['KUBE-NWPLCY-QRSTUVWXYZ234567', 'filter', 'kube-router', 'network policy shop/allow-web', kubeRouter],
  ['KUBE-POD-FW-SSSSSSSSSSSSSSSS', 'filter', 'kube-router', 'policies of pod shop/db-0', kubeRouter],
  ['KUBE-NWPLCY-SSSSSSSSSSSSSSSS', 'filter', 'kube-router', 'network policy shop/allow-db', kubeRouter],
  ['KUBE-KUBELET-CANARY', 'mangle', 'kubelet', 'empty: shows the kubelet that nobody flushed the tables'],
  ['KUMA_MESH_OUTBOUND', 'nat', 'Kuma', 'traffic from the pod: to the sidecar'],
  ['GCP-POSTROUTING', 'mangle', 'netd', 'keep the masquerade mark in the connection'],
  ['shorewall', 'filter', 'Shorewall', 'shows that Shorewall runs: nothing leads here', shorewall],
  ['net-fw', 'filter', 'Shorewall', 'zone net to this host', shorewall],
  ['loc2net', 'filter', 'Shorewall', 'zone loc to zone net', shorewall],
  ['eth0_masq', 'nat', 'Shorewall', 'source NAT, out by eth0', shorewall],
  ['logdrop', 'filter', 'Shorewall', 'log, then drop', shorewall],
  ['libvirt-in', 'filter', 'libvirt', 'find the filter of the sending guest', nwfilter],
  ['FO-vnet0', 'filter', 'libvirt', 'filter of guest vnet0, traffic to it', nwfilter],
  ['LIBVIRT_FWI', 'filter', 'libvirt', 'forwarded to guests'],
  ['PROXY_INIT_REDIRECT', 'nat', 'Linkerd', 'traffic to the pod: to the proxy'],
  ['MULTI-0-INGRESS-0-PORTS', 'filter', 'multi-networkpolicy', 'policy 0, ingress rule 0: ports'],
  ['NETAVARK-HOSTPORT-DNAT', 'nat', 'Podman', 'published ports: to the container'],
  ['neutron-openvswi-i1a2b3c4d-5', 'filter', 'OpenStack Neutron', 'port 1a2b3c4d-5, traffic to it'],
  ['neutron-l3-agent-snat', 'nat', 'OpenStack Neutron', 'source NAT'],
  ['neutron-filter-top', 'filter', 'OpenStack Neutron', 'entry of all agents'],
  ['OSM_PROXY_INBOUND', 'nat', 'Open Service Mesh', 'traffic to the pod: to the proxy'],
  ['OPENSHIFT-MASQUERADE', 'nat', 'openshift-sdn', 'masquerade pod traffic that leaves the cluster'],
  ['zone_lan_src_ACCEPT', 'filter', 'OpenWrt', 'zone lan: accept', openwrt],
  ['input_wan_rule', 'filter', 'OpenWrt', "the administrator's own rules", openwrt],
  ['OVN-KUBE-NODEPORT', 'nat', 'ovn-kubernetes', 'node ports of services'],
  ['CATTLE_PREROUTING', 'nat', 'Rancher 1.x', 'published ports of containers'],
  ['SUBMARINER-POSTROUTING', 'nat', 'Submariner', 'source addresses towards other clusters'],
  ['ts-forward', 'filter', 'Tailscale', 'traffic routed from and to the tailnet'],
  ['ufw6-user-input', 'filter', 'ufw', "the user's rules, input"],
  ['WEAVE-NPC-EGRESS', 'filter', 'Weave Net', 'network policy, egress'],
];

describe('chain owners', () => {
  test.each(chains)('%s in %s is of %s', (name, table, owner, purpose, ruleset = plain) => {
    expect(describeChain(ruleset, table, name)).toMatchObject({ owner, purpose });
  });

  const strangers = [
    'IN_public_allow',
    'zone_lan_src_ACCEPT',
    'input_wan_rule',
    'input--4bd3',
    'LOGDROP',
    'net-fw',
    'DOCKERISH',
    'MY-KUBE-SERVICES',
    'CNI-short',
    'INPUT',
    '__proto__',
    'constructor',
    '',
  ];
  test.each(strangers)('%j is of nobody known where nothing else of that owner stands', (name) => {
    expect(describeChain(plain, 'filter', name)).toBeUndefined();
  });

  test('every owner that names chains has a case here', () => {
    const tested = new Set(chains.map(([, , owner]) => owner));
    const silent = new Set(['NodeLocal DNSCache', 'wg-quick', 'LXD']);
    expect(
      owners.map((owner) => owner.name).filter((name) => !tested.has(name) && !silent.has(name)),
    ).toEqual([]);
  });
});

describe('rules that their owner explains', () => {
  const rules: [string, string | undefined][] = [
    [
      '*nat\n:POSTROUTING ACCEPT [0:0]\n:CNI-0123456789abcdef01234567 - [0:0]\n-A POSTROUTING -s 10.88.0.5/32 -m comment --comment "name: \\"pods\\" id: \\"c0ffee\\"" -j CNI-0123456789abcdef01234567\nCOMMIT\n',
      'masquerade for a container of network pods',
    ],
    [
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "NodeLocal DNS Cache: allow DNS traffic" -j ACCEPT\nCOMMIT\n',
      'NodeLocal DNS Cache: allow DNS traffic',
    ],
    [
      '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m comment --comment "Antrea: accept packets to local Pods" -j ACCEPT\nCOMMIT\n',
      'accept packets to local Pods',
    ],
    [
      '*nat\n:DOCKER - [0:0]\n-A DOCKER -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT\n',
      'published port: to 172.17.0.2:80',
    ],
    ['*filter\n:INPUT ACCEPT [0:0]\n:LOGDROP - [0:0]\n-A INPUT -j LOGDROP\nCOMMIT\n', undefined],
    [
      '*filter\n:FORWARD ACCEPT [0:0]\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\nCOMMIT\n',
      "the administrator's own rules, before Docker's",
    ],
  ];
  test('a feeder of Cilium is told by the chain that it leads to', () => {
    const ruleset = rulesetOf(
      '*filter\n:FORWARD ACCEPT [0:0]\n:CILIUM_FORWARD - [0:0]\n-A FORWARD -m comment --comment "cilium-feeder: CILIUM_FORWARD" -j CILIUM_FORWARD\nCOMMIT\n',
    );
    const [rule] = [...(ruleset.tables[0]?.chains.values() ?? [])].flatMap((chain) => chain.rules);
    expect(rule && describeRule(ruleset, rule)).toBe('traffic of endpoints');
  });

  const ofKubeRouter: readonly (readonly [comment: string, target: string, words: string])[] = [
    [
      'rule to jump traffic destined to POD name:web-1 namespace: shop to chain KUBE-POD-FW-QRSTUVWXYZ234567',
      'RETURN',
      'traffic to pod shop/web-1',
    ],
    [
      'rule to REJECT traffic destined for POD name:web-1 namespace: shop',
      'REJECT',
      'no policy allows it: default deny of pod shop/web-1',
    ],
    [
      "rule to permit the traffic traffic to pods when source is the pod's local node",
      'ACCEPT',
      "from the pod's own node: allow",
    ],
    [
      'rule to explicitly ACCEPT traffic that comply to network policies',
      'ACCEPT',
      'network policies let it through',
    ],
    [
      'rule to ACCEPT traffic from source pods to dest pods selected by policy name allow-web namespace shop',
      'MARK --set-xmark 0x10000/0x10000',
      'allow: policy shop/allow-web',
    ],
    [
      'rule to ACCEPT traffic from source pods to dest pods selected by policy name allow-web namespace shop',
      'RETURN',
      'allowed: leave the policy',
    ],
    [
      'allow LOCAL TCP traffic to node ports - LR7XO7NXDBGQJD2M',
      'RETURN',
      'allow LOCAL TCP traffic to node ports',
    ],
    ['run through nw policy allow-web', 'RETURN', 'run through nw policy allow-web'],
    ['shop/web-1 in', 'RETURN', 'traffic to pod shop/web-1'],
    ['shop/web-1 out', 'RETURN', 'traffic from pod shop/web-1'],
    ['shop/web-1 log-drop', 'NFLOG --nflog-group 100', 'log what no policy allows: pod shop/web-1'],
    ['shop/web-1 reject', 'REJECT', 'no policy allows it: default deny of pod shop/web-1'],
    ['shop/allow-web ingress pods', 'MARK --set-xmark 0x10000/0x10000', 'allow: policy shop/allow-web'],
    ['shop/allow-web egress cidr np', 'RETURN', 'allowed: leave the policy'],
    ['from local node', 'ACCEPT', "from the pod's own node: allow"],
    ['default egress', 'RETURN', 'no policy for egress: allow'],
    [
      'reject unprogrammed local pod (default-deny)',
      'REJECT',
      'pod whose policies are not written yet: deny',
    ],
  ];
  test.each(ofKubeRouter)('kube-router: %s -j %s', (comment, target, words) => {
    const ruleset = rulesetOf(
      `*filter\n-A KUBE-POD-FW-QRSTUVWXYZ234567 -m comment --comment "${comment}" -j ${target}\nCOMMIT\n`,
    );
    const [rule] = [...(ruleset.tables[0]?.chains.values() ?? [])].flatMap((chain) => chain.rules);
    expect(rule && describeRule(ruleset, rule)).toBe(words);
  });

  test('what kube-router says shortly is believed in its own chains only', () => {
    const ruleset = rulesetOf(
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "shop/web-1 reject" -j REJECT\n-A INPUT -m comment --comment "shop/web ingress any" -j ACCEPT\nCOMMIT\n',
    );
    const told = ruleset.tables[0]?.chains.get('INPUT')?.rules.map((rule) => describeRule(ruleset, rule));
    expect(told).toEqual([undefined, undefined]);
  });

  test.each(rules)('%#', (text, words) => {
    const ruleset = rulesetOf(text);
    const [rule] = [...(ruleset.tables[0]?.chains.values() ?? [])].flatMap((chain) => chain.rules);
    expect(rule && describeRule(ruleset, rule)).toBe(words);
  });
});

describe('marks that an owner shows in the dump', () => {
  const marks: [string, string, string[]][] = [
    [
      'filter',
      '-A ts-forward -i tailscale0 -j MARK --set-xmark 0x40000/0xff0000',
      ['Tailscale subnet-route'],
    ],
    [
      'filter',
      '-A KUBE-POD-FW-ABCDEFGHIJKLMNOP -j MARK --set-xmark 0x20000/0x20000',
      ['kube-router pod-passed'],
    ],
    ['nat', '-A CNI-HOSTPORT-SETMARK -j MARK --set-xmark 0x2000/0x2000', ['CNI plugins hostport-masquerade']],
    ['mangle', '-A CILIUM_PRE_mangle -m mark --mark 0x200/0xf00 -j RETURN', ['Cilium to-proxy']],
    ['mangle', '-A CILIUM_PRE_mangle -m mark --mark 0x800/0xf00 -j RETURN', ['Cilium skip-proxy']],
    ['nat', '-A ISTIO_OUTPUT -p tcp -m mark --mark 0x539/0xfff -j ACCEPT', ['Istio proxied']],
    ['mangle', '-A ISTIO_DIVERT -j MARK --set-xmark 0x539/0xffffffff', ['Istio proxied']],
    [
      'nat',
      '-A ANTREA-POSTROUTING -m mark --mark 0x1/0xff -j SNAT --to-source 10.0.0.7',
      ['Antrea egress-address'],
    ],
    ['mangle', '-A my-own -j MARK --set-xmark 0x40000/0x40000', []],
  ];
  test.each(marks)('%s %s', (table, rule, expected) => {
    const ruleset = rulesetOf(`*${table}\n${rule}\nCOMMIT\n`);
    expect(describeMark(ruleset, 0xffffffff).map((bit) => `${bit.owner} ${bit.name}`)).toEqual(expected);
  });
});

describe('rules of owners without comments in them', () => {
  const rows: [table: TableName, rule: string, words: string | undefined][] = [
    ['filter', 'ts-input -s 100.64.0.7/32 -i lo -j ACCEPT', "this host's own Tailscale address"],
    [
      'filter',
      'ts-input -s 100.115.92.0/23 ! -i tailscale0 -j RETURN',
      "address like a tailnet's, from elsewhere: leave",
    ],
    [
      'filter',
      'ts-input -s 100.64.0.0/10 ! -i tailscale0 -j DROP',
      'address of a tailnet, but not from there: drop',
    ],
    ['filter', 'ts-input -i tailscale0 -j ACCEPT', 'from the tailnet: let in'],
    ['filter', 'ts-input -p udp -m udp --dport 41641 -j ACCEPT', "WireGuard of Tailscale's own, arriving"],
    [
      'filter',
      'ts-forward -i tailscale0 -j MARK --set-xmark 0x40000/0xff0000',
      'from the tailnet: remember it',
    ],
    ['filter', 'ts-forward -m mark --mark 0x40000/0xff0000 -j ACCEPT', 'from the tailnet: let through'],
    [
      'filter',
      'ts-forward -s 100.64.0.0/10 -o tailscale0 -j DROP',
      'address of a tailnet, not of here: drop',
    ],
    [
      'filter',
      'ts-forward -o tailscale0 -m conntrack ! --ctstate RELATED,ESTABLISHED -j DROP',
      'new connection into the tailnet: drop',
    ],
    ['filter', 'ts-forward -o tailscale0 -j ACCEPT', 'into the tailnet: let through'],
    ['nat', 'ts-postrouting -m mark --mark 0x40000/0xff0000 -j MASQUERADE', 'from the tailnet: source NAT'],
    ['nat', 'ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001', 'outbound traffic: to the proxy'],
    ['nat', 'ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006', 'inbound traffic: to the proxy'],
    ['nat', 'ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN', 'of this user or group: not to the proxy'],
    [
      'nat',
      'ISTIO_OUTPUT ! -o lo -p udp -m udp --dport 53 -j REDIRECT --to-ports 15053',
      "DNS: to the proxy's resolver",
    ],
    ['nat', 'ISTIO_OUTPUT -p tcp -m mark --mark 0x111/0xfff -j ACCEPT', 'from the proxy: not to it again'],
    ['nat', 'ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN', undefined],
    [
      'nat',
      'ISTIO_POSTRT -p tcp -m owner --socket-exists -m set --match-set istio-inpod-probes-v4 dst -j SNAT --to-source 169.254.7.127',
      "the kubelet's probe of a pod: an address that is let in",
    ],
    [
      'mangle',
      'ISTIO_PRERT -m mark --mark 0x539/0xfff -j CONNMARK --set-xmark 0x111/0xfff',
      'from the proxy: mark its connection',
    ],
    [
      'mangle',
      'ISTIO_OUTPUT -m connmark --mark 0x111/0xfff -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
      "packets get their connection's mark",
    ],
    [
      'raw',
      'PREROUTING -d 10.9.0.2/32 ! -i wg0 -m addrtype ! --src-type LOCAL -m comment --comment "wg-quick(8) rule for wg0" -j DROP',
      "tunnel's address, but not from the tunnel: wg0",
    ],
    [
      'mangle',
      'POSTROUTING -p udp -m mark --mark 0xca6c -m comment --comment "wg-quick(8) rule for wg0" -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff',
      'outer packets: remember their mark, tunnel wg0',
    ],
    [
      'mangle',
      'PREROUTING -p udp -m comment --comment "wg-quick(8) rule for wg0" -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
      'answers to outer packets: their mark, tunnel wg0',
    ],
    [
      'nat',
      'POSTROUTING -s 10.8.0.0/24 ! -d 10.8.0.0/24 -m comment --comment "generated for LXD network lxdbr0" -j MASQUERADE',
      'LXD network lxdbr0',
    ],
  ];
  test.each(rows)('%s %s', (table, text, words) => {
    const ruleset = rulesetOf(`*${table}\n-A ${text}\nCOMMIT\n`);
    const [rule] = [...(ruleset.tables[0]?.chains.values() ?? [])].flatMap((chain) => chain.rules);
    expect(rule && [describeRule(ruleset, rule)]).toEqual([words]);
  });
});

describe('what an ipset of an owner holds', () => {
  const sets: [string, string | undefined][] = [
    ['cilium_node_set_v4', "addresses of the cluster's nodes: not masqueraded"],
    ['cilium_node_set', undefined],
    ['kube-router-local-pods', 'pods of this node whose policies are written'],
    ['ANTREA-POD-IP6', 'pod networks of all nodes'],
    ['ANTREA-POL-RULE1-4', 'addresses of node policy rule RULE1'],
    ['istio-inpod-probes-v4', 'pods of the mesh on this node: for probes'],
    ['f2b-sshd', 'addresses banned by jail sshd'],
    ['chain_6_DENY', 'addresses to deny, of CSF'],
    ['inet6:kube-router-node-ips', "addresses of the cluster's nodes"],
    ['inet6:KUBE-SRC-ABCDEFGHIJKLMNOP', "pods or blocks of a network policy's rule"],
    ['azure-npm-1234', 'a set of Azure NPM: pods, namespaces or CIDRs'],
  ];
  test.each(sets)('%s', (name, words) => {
    expect(describeSet(name)).toBe(words);
  });
});

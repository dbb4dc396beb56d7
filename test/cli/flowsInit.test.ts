import { describe, expect, it } from 'vitest';
import { run, type Surroundings } from './run.js';

const kube = `*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-SVC-AAAAAAAAAAAAAAAA - [0:0]
:KUBE-SEP-BBBBBBBBBBBBBBBB - [0:0]
:KUBE-SEP-CCCCCCCCCCCCCCCC - [0:0]
-A PREROUTING -j KUBE-SERVICES
-A OUTPUT -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.0.10/32 -p tcp -m comment --comment "shop/web:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-AAAAAAAAAAAAAAAA
-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-NODEPORTS -p tcp -m comment --comment "shop/web:http" -m tcp --dport 30080 -j KUBE-SVC-AAAAAAAAAAAAAAAA
-A KUBE-SVC-AAAAAAAAAAAAAAAA -m comment --comment "shop/web:http" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-BBBBBBBBBBBBBBBB
-A KUBE-SVC-AAAAAAAAAAAAAAAA -m comment --comment "shop/web:http" -j KUBE-SEP-CCCCCCCCCCCCCCCC
-A KUBE-SEP-BBBBBBBBBBBBBBBB -p tcp -m tcp -j DNAT --to-destination 10.244.1.2:8080
-A KUBE-SEP-CCCCCCCCCCCCCCCC -p tcp -m tcp -j DNAT --to-destination 10.244.1.3:8080
COMMIT
*filter
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
-A FORWARD -j KUBE-SERVICES
-A OUTPUT -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.0.20/32 -p tcp -m comment --comment "shop/db has no endpoints" -m tcp --dport 5432 -j REJECT --reject-with icmp-port-unreachable
`;

const calico = `:cali-FORWARD - [0:0]
:cali-to-wl-dispatch - [0:0]
:cali-tw-cali1 - [0:0]
:cali-tw-cali2 - [0:0]
-A FORWARD -j cali-FORWARD
-A cali-FORWARD -o cali+ -j cali-to-wl-dispatch
-A cali-to-wl-dispatch -o cali1 -g cali-tw-cali1
-A cali-to-wl-dispatch -o cali2 -g cali-tw-cali2
-A cali-tw-cali1 -m set --match-set cali40friends src -j ACCEPT
-A cali-tw-cali1 -j DROP
`;

const files = {
  'kube.save': `${kube}COMMIT\n`,
  'both.save': `${kube}${calico}COMMIT\n`,
  'addrs.json': JSON.stringify([
    {
      ifindex: 2,
      ifname: 'eth0',
      flags: ['UP'],
      addr_info: [{ family: 'inet', local: '192.0.2.1', prefixlen: 24, scope: 'global' }],
    },
  ]),
  'routes.json': JSON.stringify([
    { dst: 'default', gateway: '192.0.2.254', dev: 'eth0' },
    { dst: '10.244.1.2', dev: 'cali1', scope: 'link' },
    { dst: '10.244.1.3', dev: 'cali2', scope: 'link' },
    { type: 'local', dst: '192.0.2.1', dev: 'eth0', table: 'local' },
  ]),
};

const pods = `
kind: WorkloadEndpointList
items:
- metadata: { name: one, namespace: shop }
  spec: { pod: web-1, interfaceName: cali1, ipNetworks: [10.244.1.2/32] }
- metadata: { name: two, namespace: shop }
  spec: { pod: db-1, interfaceName: cali2, ipNetworks: [10.244.1.3/32] }
`;

const known = '--addrs addrs.json --routes routes.json';

async function init(line: string, around: Surroundings = {}): Promise<string> {
  const { stdout, stderr, status } = await run(`test --init ${line}`, { files, ...around });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

describe('calitrace test --init', () => {
  it.each([
    ['routes.json', 'dst: 192.0.2.1, proto: tcp, dport: 30080, iif: eth0'],
    ['none.json', 'dst: 10.9.9.9, proto: tcp, dport: 30080, iif: aside'],
  ])('node ports are asked from the uplink, never from lo: %s', async (routes, packet) => {
    const address = (name: string, local: string, ifindex: number): object => ({
      ifindex,
      ifname: name,
      flags: ['UP'],
      addr_info: [{ family: 'inet', local, prefixlen: 32, scope: 'global' }],
    });
    const many = JSON.stringify([
      address('lo', '169.254.20.10', 1),
      address('aside', '10.9.9.9', 2),
      address('eth0', '192.0.2.1', 3),
    ]);
    const given = { ...files, 'addrs.json': many, 'none.json': '[{"dst":"10.244.0.0/16","dev":"cali1"}]' };
    const text = await init(`kube.save --addrs addrs.json --routes ${routes}`, { files: given });
    expect(text).toContain(packet);
  });

  it('tells addresses of one service apart', async () => {
    const outside = kube.replace(
      '-A KUBE-SERVICES -m addrtype',
      '-A KUBE-SERVICES -d 198.51.100.7/32 -p tcp -m comment --comment "shop/web:http external IP" -m tcp --dport 80 -j KUBE-SVC-AAAAAAAAAAAAAAAA\n-A KUBE-SERVICES -m addrtype',
    );
    const text = await init(`two.save ${known}`, { files: { ...files, 'two.save': `${outside}COMMIT\n` } });
    expect(text.match(/^ {2}- name: .*(?=from this node)/gm)).toEqual([
      '  - name: shop/web:http at 10.96.0.10 ',
      '  - name: shop/web:http at 198.51.100.7 ',
      '  - name: shop/db ',
    ]);
  });

  it('writes services, node ports and workloads, with what becomes of them', async () => {
    expect(await init(`both.save ${known}`)).toBe(`\
# What becomes of these packets today: the dump was asked, not a person. Mend what is not as it should be.
# calitrace test FILE tells where that changes; docs/flow-tests.md what else can be expected.
version: 1
dumps: [both.save]
addrs: addrs.json
routes: routes.json

flows:
  # services
  - name: shop/web:http from workload cali1
    packet: { src: 10.244.1.2, dst: 10.96.0.10, proto: tcp, dport: 80, iif: cali1 }
    # undecided: --ipset would tell more
    expect: { possible: [accepted, dropped], nat: { destination: [10.244.1.2:8080, 10.244.1.3:8080] } }
  - name: shop/db from workload cali1
    packet: { src: 10.244.1.2, dst: 10.96.0.20, proto: tcp, dport: 5432, iif: cali1 }
    expect: { end: rejected, by: filter/KUBE-SERVICES }

  # node ports
  - name: node port 30080 of shop/web:http from outside
    packet: { src: 203.0.113.9, dst: 192.0.2.1, proto: tcp, dport: 30080, iif: eth0 }
    # undecided: --ipset would tell more
    expect: { possible: [accepted, dropped], nat: { destination: [10.244.1.2:8080, 10.244.1.3:8080] } }

  # workloads
  - name: cali1 from cali2, tcp 8080
    packet: { src: 10.244.1.3, dst: 10.244.1.2, proto: tcp, dport: 8080, iif: cali2 }
    # undecided: --ipset would tell more
    expect: { possible: [accepted, dropped] }
  - name: outside from cali1, tcp 443
    packet: { src: 10.244.1.2, dst: 203.0.113.9, proto: tcp, dport: 443, iif: cali1 }
    expect: { end: accepted }
  - name: cali2 from cali1, tcp 8080
    packet: { src: 10.244.1.2, dst: 10.244.1.3, proto: tcp, dport: 8080, iif: cali1 }
    expect: { end: accepted }
  - name: outside from cali2, tcp 443
    packet: { src: 10.244.1.3, dst: 203.0.113.9, proto: tcp, dport: 443, iif: cali2 }
    expect: { end: accepted }
`);
  });

  it.each([
    `both.save ${known}`,
    'both.save',
    'kube.save',
    `kube.save ${known} --local 192.0.2.7 --assume set:x:src=no`,
  ])('writes flows that pass at once: %s', async (line) => {
    const flows = await init(line);
    const { stdout, status } = await run('test flows.yaml', { files: { ...files, 'flows.yaml': flows } });
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/);
  });

  it('asks by the node itself where no workload is known', async () => {
    expect(await init('kube.save --addrs addrs.json')).toContain(
      'packet: { src: 192.0.2.1, dst: 10.96.0.10,',
    );
    expect(await init('kube.save')).toContain('packet: { src: 10.244.1.2, dst: 10.96.0.10,');
  });

  it('calls workloads by their names, which tell their addresses', async () => {
    const around = { files: { ...files, 'pods.yaml': pods } };
    const flows = await init('both.save --names pods.yaml', around);
    expect(flows).toContain(
      '- name: shop/db-1 from shop/web-1, tcp 8080\n    packet: { src: 10.244.1.2, dst: 10.244.1.3, proto: tcp, dport: 8080, iif: cali1 }',
    );
    const { status } = await run('test flows.yaml', { files: { ...around.files, 'flows.yaml': flows } });
    expect(status).toBe(0);
  });

  it('names that cannot be read are no reason to write a file with them', async () => {
    const { stdout, stderr, status } = await run('test --init kube.save --names pods.yaml', { files });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain('cannot read pods.yaml');
  });

  it('names no dump that came from standard input', async () => {
    const text = await init('', { stdin: files['kube.save'] });
    expect(text).toContain('# calitrace test FILE DUMP tells');
    expect(text).not.toContain('dumps:');
  });

  it('writes both families', async () => {
    const six = kube
      .replaceAll('10.96.0.10/32', 'fd00:96::10/128')
      .replaceAll('10.96.0.20/32', 'fd00:96::20/128')
      .replaceAll(/10\.244\.1\.(\d):8080/g, '[fd00:244::$1]:8080')
      .replace('icmp-port', 'icmp6-port');
    const heads = (version: string): string =>
      `# Generated by ${version} v1.8.9 on Thu Jan  1 00:00:00 2026\n`;
    const flows = await init('-', {
      stdin: `${heads('iptables-save')}${kube}COMMIT\n${heads('ip6tables-save')}${six}COMMIT\n`,
    });
    expect(flows).toContain('dst: "fd00:96::10", proto: tcp, dport: 80');
    expect(flows).toContain('nat: { destination: ["[fd00:244::2]:8080", "[fd00:244::3]:8080"]');
    expect(flows.match(/^ {2}# .*$/gm)).toEqual(['  # services', '  # services (IPv6)']);
  });

  it('writes the first hundred of a kind', async () => {
    const many = Array.from(
      { length: 130 },
      (_, at) =>
        `-A KUBE-SERVICES -d 10.97.0.${at}/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-AAAAAAAAAAAAAAAA\n`,
    ).join('');
    const flows = await init('-', {
      stdin: kube.replace('-A KUBE-NODEPORTS', `${many}-A KUBE-NODEPORTS`) + 'COMMIT\n',
    });
    expect(flows).toContain('  # services: the first 100, and 32 more\n');
  });

  it('quotes what YAML would read otherwise, and no control character', async () => {
    const stdin = `${kube.replaceAll('shop/web:http', 'shop/w')}COMMIT\n`;
    expect(await init('-', { stdin })).toContain('- name: shop/w from this node\n');
    const path = 'a\u001b: {#.save';
    const { stdout } = await run(['test', '--init', path], { files: { [path]: files['kube.save'] } });
    expect(stdout).toContain('dumps: ["a\\u001b: {#.save"]');
  });

  it.each([
    ['--init -', 'stdin has no service of kube-proxy and no workload of Calico'],
    ['--init a b', '--init takes one dump'],
  ])('test %s: %s', async (line, sentence) => {
    const { stdout, stderr, status } = await run(`test ${line}`, {
      stdin: '*filter\n:INPUT DROP [0:0]\nCOMMIT\n',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(sentence);
  });
});

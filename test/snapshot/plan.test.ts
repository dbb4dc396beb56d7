import { describe, expect, it } from 'vitest';
import { planNftChains, planNftTables, planNode, planTables, type Machine } from '../../src/snapshot/plan.js';
import { sysctlLine, sysctlPaths } from '../../src/snapshot/sysctls.js';

interface Given {
  readonly programs: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly variants?: Readonly<Record<string, 'legacy' | 'nft'>>;
  readonly refused?: readonly string[];
}

function machine({ programs, files = {}, variants = {}, refused = [] }: Given): Machine {
  return {
    has: (program) => programs.includes(program),
    read: (path) => files[path],
    refuses: (path) => refused.includes(path),
    variants: new Map(Object.entries(variants)),
    isRoot: true,
  };
}

const both = ['iptables-legacy-save', 'iptables-nft-save', 'ip6tables-legacy-save', 'ip6tables-nft-save'];
const moduleOnly = {
  '/proc/sys/kernel/osrelease': '6.1.0\n',
  '/lib/modules/6.1.0/modules.builtin': 'kernel/net/x.ko\n',
};

describe('which programs print the rules', () => {
  it.each<[name: string, given: Given, commands: readonly string[], missing: readonly string[]]>([
    [
      'iptables-nft alone is in use',
      { programs: both },
      ['iptables-nft-save -c', 'ip6tables-nft-save -c'],
      [],
    ],
    [
      'the kernel lists tables of iptables-legacy for IPv4',
      { programs: both, files: { '/proc/net/ip_tables_names': 'nat\n', '/proc/net/ip6_tables_names': '' } },
      ['iptables-legacy-save -c', 'iptables-nft-save -c', 'ip6tables-nft-save -c'],
      [],
    ],
    [
      'this user may not ask whether iptables-legacy is in use',
      { programs: both, refused: ['/proc/net/ip6_tables_names'] },
      ['iptables-nft-save -c', 'ip6tables-nft-save -c'],
      [
        'ip6tables-legacy-save is not run, since /proc/net/ip6_tables_names may not be read: the IPv6 rules of iptables-legacy are not known',
      ],
    ],
    [
      'nf_tables is a module that is not loaded',
      {
        programs: both,
        files: {
          ...moduleOnly,
          '/proc/modules': 'ip_tables 36864 1 - Live\n',
          '/proc/net/ip_tables_names': 'filter\n',
        },
      },
      ['iptables-legacy-save -c'],
      [],
    ],
    [
      'nf_tables is a module that is loaded',
      { programs: both, files: { ...moduleOnly, '/proc/modules': 'x 1\nnf_tables 3 1 - Live\n' } },
      ['iptables-nft-save -c', 'ip6tables-nft-save -c'],
      [],
    ],
    [
      'nf_tables may be part of the kernel',
      {
        programs: both,
        files: { '/proc/modules': 'ip_tables 1\n', '/proc/sys/kernel/osrelease': '6.1.0\n' },
      },
      ['iptables-nft-save -c', 'ip6tables-nft-save -c'],
      [],
    ],
    [
      'an old iptables, which has one program',
      {
        programs: ['iptables-save', 'ip6tables-save'],
        files: { ...moduleOnly, '/proc/modules': 'ip_tables 1\n', '/proc/net/ip_tables_names': 'nat\n' },
        variants: { 'iptables-save': 'legacy', 'ip6tables-save': 'legacy' },
      },
      ['iptables-save -c'],
      [],
    ],
    [
      'the program of the backend in use is missing',
      {
        programs: ['iptables-nft-save', 'ip6tables-nft-save'],
        files: { '/proc/net/ip_tables_names': 'nat\n' },
      },
      ['iptables-nft-save -c', 'ip6tables-nft-save -c'],
      [
        'iptables-legacy-save is not installed: the IPv4 rules of iptables-legacy, which this kernel has, are not known',
      ],
    ],
    [
      'nothing is installed',
      { programs: [] },
      [],
      [
        'iptables-nft-save is not installed: the IPv4 rules of iptables-nft are not known',
        'ip6tables-nft-save is not installed: the IPv6 rules of iptables-nft are not known',
      ],
    ],
  ])('%s', (_, given, commands, missing) => {
    const plan = planTables(machine(given));
    expect(plan.runs.map((run) => run.commands[0]?.join(' '))).toEqual(commands);
    expect(plan.missing).toEqual(missing);
  });
});

describe('whether nft is asked', () => {
  const unknown = 'which tables nftables has beside those of iptables is not known';
  it.each<[name: string, given: Given, commands: readonly string[], missing: readonly string[]]>([
    ['it is there', { programs: ['nft'] }, ['nft -j list chains'], []],
    ['it is not installed', { programs: [] }, [], [`nft is not installed: ${unknown}`]],
    [
      'nf_tables is a module that is not loaded',
      { programs: ['nft'], files: { ...moduleOnly, '/proc/modules': 'ip_tables 1\n' } },
      [],
      [],
    ],
  ])('%s', (_, given, commands, missing) => {
    const plan = planNftChains(machine(given));
    expect(plan.runs.map((run) => run.commands[0]?.join(' '))).toEqual(commands);
    expect(plan.missing).toEqual(missing);
  });

  it.each<[name: string, isAsked: boolean]>([
    ['firewalld', true],
    ['kube-proxy', true],
    ['_a/b.c', true],
    ['x; flush ruleset', false],
    ['x;flush', false],
    ['-f', false],
    ['a"b', false],
    ['', false],
  ])('of a table called %j', (name, isAsked) => {
    const { runs, missing } = planNftTables([{ family: 'inet', name }]);
    expect(runs.map((run) => run.commands)).toEqual(
      isAsked ? [[['nft', '-j', '-t', 'list', 'table', 'inet', name]]] : [],
    );
    expect(missing).toHaveLength(isAsked ? 0 : 1);
  });
});

describe('which programs tell the rest', () => {
  const tools = { programs: ['ip', 'ipset', 'ipvsadm'] };
  const ofIp = [
    'ip -d -j -p addr',
    'ip -j -p -4 route show table all',
    'ip -j -p -4 rule',
    'ip -j -p -6 route show table all',
    'ip -j -p -6 rule',
  ];
  it.each<
    [name: string, given: Given, rules: string, commands: readonly string[], missing: readonly string[]]
  >([
    ['rules without sets', tools, '-A INPUT -j ACCEPT', ofIp, []],
    ['rules that ask a set', tools, '-A INPUT -m set --match-set a src', ['ipset save', ...ofIp], []],
    ['rules that fill a set', tools, '-A INPUT -j SET --add-set a src', ['ipset save', ...ofIp], []],
    [
      'IPVS is loaded',
      { ...tools, files: { '/proc/net/ip_vs': 'IP Virtual Server' } },
      '',
      [...ofIp, 'ipvsadm -Sn'],
      [],
    ],
    [
      'nothing is installed',
      { programs: [] },
      '--match-set a src',
      [],
      [
        'ipset is not installed: what the ipsets hold is not known',
        'ip is not installed: the addresses of this node are not known',
        'ip is not installed: the IPv4 routes are not known',
        'ip is not installed: the IPv4 rules of policy routing are not known',
        'ip is not installed: the IPv6 routes are not known',
        'ip is not installed: the IPv6 rules of policy routing are not known',
      ],
    ],
  ])('%s', (_, given, rules, commands, missing) => {
    const plan = planNode(machine(given), rules);
    expect(plan.runs.map((run) => run.commands[0]?.join(' '))).toEqual(commands);
    expect(plan.missing).toEqual(missing);
  });
});

describe('settings of the kernel', () => {
  it('are those of every interface, and of no path that is none', () => {
    const paths = sysctlPaths(['eth0.100', '..', 'a/b', 'x'.repeat(16), '$&']);
    expect(paths.filter((path) => path.endsWith('/rp_filter'))).toEqual(
      ['all', 'default', 'eth0.100', '$&'].map((name) => `net/ipv4/conf/${name}/rp_filter`),
    );
    expect(paths).toContain('net/ipv4/ip_forward');
  });

  it('are written as sysctl prints them', () => {
    expect(sysctlLine('net/ipv4/conf/eth0.100/rp_filter', '2\n')).toBe(
      'net.ipv4.conf.eth0/100.rp_filter = 2',
    );
  });
});

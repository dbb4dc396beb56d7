import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import { martianReason } from '../../src/node/martian.js';
import type { Node } from '../../src/node/node.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { lookUpRoute } from '../../src/node/route.js';
import { checkSource } from '../../src/node/sourceCheck.js';
import { readSysctls } from '../../src/node/sysctls.js';
import { canUseNetworkNamespaces } from './namespace.js';

/** d0 and d1 have addresses; cali1, as a workload's interface, has none. */
const setup = `
set -e
exec 2>&1
ip link set lo up
for i in d0 d1 cali1; do ip link add $i type veth peer name p$i; ip link set p$i up; ip link set $i up; done
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.all.send_redirects=0
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.1.0.1/24 dev d1
ip route add default via 10.0.0.254
ip route add 10.65.0.9 dev cali1
ip route add blackhole 10.65.0.0/26
ip route add 172.16.0.0/12 via 10.1.0.254
ip route add 192.168.7.0/24 nexthop via 10.0.0.7 nexthop via 10.1.0.7
ip route add 172.16.0.0/12 via 10.0.0.9 table 100
ip route add unreachable 198.51.100.0/24
ip rule add fwmark 0x1/0x1 lookup 100 priority 100
ip rule add from 10.0.0.1 to 203.0.113.0/24 prohibit priority 110
ip rule add iif d1 to 203.0.114.0/24 prohibit priority 120
sleep 1.5
set +e
`;

const settings = [
  '0 0 0 0 0 0',
  '0 0 0 0 1 0',
  '0 0 0 0 1 1',
  '0 0 0 1 1 1',
  '0 1 0 0 0 1',
  '1 0 0 0 1 0',
  '2 0 0 0 0 0',
  '1 2 0 0 1 1',
  '1 1 1 0 0 0',
  '1 0 0 1 1 0',
  '2 0 1 1 0 1',
];

const devices = ['d0', 'd1', 'cali1'] as const;

/** The settings of an interface that packets come in by; of rp_filter also that of `all`. */
function keysFor(device: string): readonly string[] {
  const own = ['rp_filter', 'src_valid_mark', 'accept_local', 'route_localnet', 'send_redirects'];
  return ['all.rp_filter', ...own.map((name) => `${device}.${name}`)].map((name) => `net.ipv4.conf.${name}`);
}

interface Case {
  readonly setting: string;
  readonly device: string;
  readonly source: string;
  readonly destination: string;
  readonly mark: number;
}

const sources = [
  '10.0.0.7',
  '10.0.0.1',
  '10.0.0.255',
  '10.1.0.7',
  '10.65.0.9',
  '10.65.0.10',
  '172.16.3.3',
  '192.168.7.7',
  '198.51.100.1',
  '203.0.113.5',
  '203.0.114.5',
  '8.8.8.8',
  '127.0.0.1',
  '127.0.0.5',
];

const cases: readonly Case[] = settings.flatMap((setting) =>
  devices.flatMap((device) =>
    sources.flatMap((source) =>
      ['10.0.0.1', '172.16.1.1', '8.8.4.4', '127.0.0.9', '255.255.255.255'].flatMap((destination) =>
        [0, 1].map((mark) => ({ setting, device, source, destination, mark })),
      ),
    ),
  ),
);

function command({ device, source, destination, mark }: Case): string {
  return `ip route get ${destination} from ${source} iif ${device} mark ${mark} 2>&1 | head -1`;
}

function ours(node: Node, { setting, device, source, destination, mark }: Case): string {
  const values = setting.split(' ');
  const sysctls = readSysctls(keysFor(device).map((key, index) => `${key} = ${values[index] ?? ''}`));
  const told: Node = { ...node, sysctls };
  const [from, to] = [readAddress(source) ?? 0, readAddress(destination) ?? 0];
  const query = {
    family: 4 as const,
    source: from,
    destination: to,
    protocol: 17,
    inInterface: device,
    mark,
    tos: 0,
  };
  if (martianReason(told, query) !== undefined) return 'refused';
  const way = lookUpRoute(told, query);
  const outInterface = way.kind === 'unicast' ? (way.choices[0].device ?? '') : '';
  const checked = checkSource(told, { ...query, outInterface, fragment: 'none' });
  if (typeof checked === 'string') return 'passes';
  return 'refused' in checked ? 'refused' : checked.unknown;
}

describe.skipIf(!canUseNetworkNamespaces())('checkSource against the kernel', () => {
  it('refuses the sources that the kernel refuses', () => {
    const asked = settings.flatMap((setting) =>
      devices.flatMap((device) => [
        ...keysFor(device).map((key, index) => `sysctl -qw ${key}=${setting.split(' ')[index] ?? ''}`),
        ...cases.filter((each) => each.setting === setting && each.device === device).map(command),
      ]),
    );
    const script = [
      setup,
      ...['addr', 'route show table all', 'rule'].map((words) => `ip -j ${words} | tr -d "\\n"; echo`),
      ...asked,
    ].join('\n');
    const output = execFileSync('unshare', ['-n', 'bash', '-s'], {
      input: script,
      encoding: 'utf8',
      timeout: 120_000,
    });
    const [addresses = '', routes = '', rules = '', ...answers] = output.split('\n');
    const node: Node = {
      locals: [],
      addresses: readAddresses(addresses).addresses,
      routes: readRoutes(routes).routes,
      rules: readRules(rules).rules,
    };
    const kernel = cases.map((each, index) => {
      const answer = answers[index] ?? '';
      const said = /Invalid (?:cross-device link|argument)/.test(answer)
        ? 'refused'
        : /^(?:local |broadcast )?[\d.]+ from/.test(answer)
          ? 'passes'
          : answer;
      return `${JSON.stringify(each)} ${said}`;
    });
    const own = cases.map((each) => `${JSON.stringify(each)} ${ours(node, each)}`);
    const wrong = own.flatMap((line, index) =>
      line === kernel[index] ? [] : [`ours ${line}, kernel ${kernel[index] ?? ''}`],
    );
    expect(wrong.join('\n')).toBe('');
    expect(new Set(kernel.map((line) => line.split(' ').at(-1)))).toEqual(new Set(['passes', 'refused']));
  }, 180_000);
});

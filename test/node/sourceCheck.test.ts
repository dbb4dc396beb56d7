import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import type { Node } from '../../src/node/node.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { checkSource } from '../../src/node/sourceCheck.js';
import { readSysctls } from '../../src/node/sysctls.js';

const { addresses } = readAddresses(`2: eth0: <UP> mtu 1500
    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0
3: eth1: <UP> mtu 1500
    inet 198.51.100.10/24 scope global eth1
4: cali1@if3: <UP> mtu 1440
`);
const { routes } = readRoutes(`default via 192.0.2.1 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.10
198.51.100.0/24 dev eth1 proto kernel scope link src 198.51.100.10
10.65.0.9 dev cali1 scope link
blackhole 10.65.0.0/26 proto bird
203.0.113.0/24
	nexthop via 192.0.2.3 dev eth0 weight 1
	nexthop via 198.51.100.3 dev eth1 weight 1
8.8.8.0/24 via 198.51.100.1 dev eth1 table 100
`);
const { rules } = readRules(
  '0: from all lookup local\n100: from all fwmark 0x1 lookup 100\n32766: from all lookup main\n',
);
const node: Node = { locals: [], addresses, routes };

/** `rp_filter of all, of the interface`; more settings behind them. */
function checked(from: Node, source: string, inInterface: string, settings: string, mark = 0): string {
  const [all = '0', own = '0', ...more] = settings.split(' ');
  const key = `net.ipv4.conf.${inInterface}`;
  const sysctls = readSysctls([
    `net.ipv4.conf.all.rp_filter = ${all}`,
    `${key}.rp_filter = ${own}`,
    ...more.map((name) => `${key}.${name} = 1`),
  ]);
  const answer = checkSource(
    { ...from, sysctls },
    {
      family: 4,
      source: readAddress(source) ?? 0,
      destination: 0xc000020a,
      protocol: 6,
      inInterface,
      outInterface: '',
      fragment: 'none',
      mark,
      tos: 0,
    },
  );
  if (typeof answer === 'string') return answer;
  return 'refused' in answer ? answer.refused : `unknown: ${answer.unknown}`;
}

describe('checkSource', () => {
  // The kernel test of the same name asks for 1 728 packets of these kinds.
  it.each([
    ['10.65.0.9', 'cali1', '1 0', /^passes$/],
    ['10.65.0.9', 'eth0', '0 0', /^unasked$/],
    ['10.65.0.9', 'eth0', '0 1', /rp_filter 1 on eth0, and the route back to 10\.65\.0\.9 leaves by cali1/],
    ['10.65.0.9', 'eth0', '2 1', /^passes$/],
    ['10.65.0.10', 'eth0', '2 0', /there is no route back to 10\.65\.0\.10/],
    ['8.8.8.8', 'cali1', '0 2', /leaves by eth0 .*, while cali1 has no address$/],
    ['8.8.8.8', 'eth1', '0 2', /^passes$/],
    ['203.0.113.5', 'eth1', '1 1', /^passes$/],
    ['192.0.2.255', 'eth0', '1 1', /192\.0\.2\.255 is no host/],
    ['0.0.0.0', 'eth0', '1 1', /^unasked$/],
  ])('%s by %s, rp_filter %s', (source, inInterface, settings, answer) => {
    expect(checked(node, source, inInterface, settings)).toMatch(answer);
  });

  it.each([
    [0, '1 0', 'passes'],
    [1, '1 0', 'passes'],
    [1, '1 0 src_valid_mark', 'refused'],
    [0, '1 0 src_valid_mark', 'passes'],
  ])('asks with mark %d where the settings %s say so', (mark, settings, answer) => {
    const told = checked({ ...node, rules }, '8.8.8.8', 'eth0', settings, mark);
    expect(told === 'passes' ? told : 'refused').toBe(answer);
  });

  it('looks at the way back also without rp_filter where there are rules of policy routing', () => {
    expect(checked(node, '192.0.2.255', 'eth1', '0 0')).toBe('unasked');
    expect(checked({ ...node, rules }, '192.0.2.255', 'eth1', '0 0')).toMatch(/is no host/);
    expect(checked({ ...node, rules }, '192.0.2.255', 'eth1', '0 0 accept_local')).toBe('unasked');
    expect(checked({ ...node, rules }, '10.65.0.10', 'eth1', '0 0')).toBe('unasked');
  });

  it('says what is not known', () => {
    expect(checked({ locals: [] }, '8.8.8.8', 'eth0', '1 1')).toBe('unknown: no routes were given');
    expect(checked({ locals: [], routes }, '8.8.8.8', 'cali1', '2 0')).toMatch(/^unknown: the addresses/);
    expect(checked({ locals: [] }, '8.8.8.8', 'eth0', '0 0')).toBe('unasked');
  });
});

import type { Family } from '../../../src/netfilter/hooks.js';

type Some = readonly [string, ...string[]];

/** Addresses that rules and packets share, so that rules hold about as often as they fail. */
export interface Values {
  readonly workloads: Some;
  readonly own: Some;
  readonly outside: Some;
  readonly services: Some;
  readonly prefixes: Some;
  readonly ranges: Some;
  readonly loopback: string;
  /** What a DNAT, an SNAT, a NETMAP may translate to. */
  readonly destinations: Some;
  readonly sources: Some;
  readonly maps: Some;
}

const four: Values = {
  workloads: ['10.65.0.2', '10.65.0.3'],
  own: ['192.0.2.1', '198.51.100.1', '192.0.2.7', '10.65.0.1'],
  outside: [
    '203.0.113.9',
    '198.51.100.40',
    '192.0.2.50',
    '203.0.113.2',
    '203.0.113.70',
    '203.0.113.200',
    '10.65.0.9',
    '10.65.1.9',
  ],
  services: ['10.96.0.10', '10.96.0.11'],
  prefixes: [
    '10.65.0.2/32',
    '10.65.0.0/24',
    '10.0.0.0/8',
    '10.96.0.0/16',
    '192.0.2.0/24',
    '192.0.2.1/32',
    '198.51.100.0/24',
    '203.0.113.8/30',
    '0.0.0.0/0',
    '10.0.0.2/255.0.0.255',
    '127.0.0.0/8',
  ],
  ranges: ['10.65.0.0-10.65.0.2', '192.0.2.1-203.0.113.9', '10.96.0.11-10.96.0.255'],
  loopback: '127.0.0.1',
  destinations: ['10.65.0.2', '10.65.0.3', '203.0.113.9', '192.0.2.1', '192.0.2.50', '203.0.113.200'],
  sources: ['198.51.100.77', '192.0.2.1', '10.65.0.77'],
  maps: ['198.18.7.0/24', '10.65.0.0/24'],
};

const six: Values = {
  workloads: ['fd00:65::2', 'fd00:65::3'],
  own: ['2001:db8:1::1', '2001:db8:2::1', '2001:db8:1::7'],
  outside: ['2001:db8:9::9', '2001:db8:2::40', '2001:db8:1::50', 'fd00:65::9'],
  services: ['fd00:96::a', 'fd00:96::b'],
  prefixes: [
    'fd00:65::2/128',
    'fd00:65::/64',
    'fd00::/8',
    'fd00:96::/112',
    '2001:db8:1::/64',
    '2001:db8:1::1/128',
    '2001:db8:8::/45',
    '::/0',
    '2001:db8::9/ffff:ffff::ffff',
  ],
  ranges: ['fd00:65::-fd00:65::2', '2001:db8:1::1-2001:db8:9::9'],
  loopback: '::1',
  destinations: ['fd00:65::2', 'fd00:65::3', '2001:db8:9::9', '2001:db8:1::1'],
  sources: ['2001:db8:2::77', '2001:db8:1::1'],
  maps: ['2001:db8:77::/64', 'fd00:65::/64'],
};

export function valuesOf(family: Family): Values {
  return family === 4 ? four : six;
}

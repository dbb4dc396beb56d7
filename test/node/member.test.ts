import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import type { Membership } from '../../src/condition/condition.js';
import { testMember } from '../../src/node/member.js';
import { readSets } from '../../src/node/readSets.js';
import { changeSets } from '../../src/node/setOverlay.js';
import type { SetQuery } from '../../src/node/setProbe.js';

function address(text: string) {
  const read = readAddress(text);
  if (read === undefined) throw new Error(text);
  return read;
}

type Given = Partial<Omit<SetQuery, 'source' | 'destination'>> & { source?: string; destination?: string };

function query({ source = '10.0.0.1', destination = '10.0.0.2', ...rest }: Given): SetQuery {
  return {
    family: source.includes(':') ? 6 : 4,
    protocol: 6,
    sourcePort: 40000,
    destinationPort: 80,
    inInterface: 'eth0',
    outInterface: '',
    mark: 0,
    fragment: 'none',
    length: 60,
    ...rest,
    source: address(source),
    destination: address(destination),
  };
}

function ask(text: string, sides: string, given: Given, more: Partial<Membership> = {}) {
  const { sets } = readSets(text);
  const flags = sides.split(',').map((side) => (side === 'dst' ? 'dst' : 'src'));
  const membership: Membership = {
    set: 's',
    sides: flags,
    returnNomatch: false,
    updateCounters: true,
    ...more,
  };
  return testMember(sets, membership, query(given));
}

/** The sets (`s` is asked; `;` separates lines), the flags, the packet, the answer or the field that would tell. */
const cases: readonly (readonly [sets: string, sides: string, packet: Given, answer: string])[] = [
  ['create s hash:ip;add s 10.0.0.1', 'src', {}, 'yes'],
  ['create s hash:ip;add s 10.0.0.1', 'dst', {}, 'no'],
  ['create s hash:ip;add s 10.0.0.1', 'src,src', {}, 'yes'],
  ['create s hash:ip,port;add s 10.0.0.1,80', 'src', {}, 'no'],
  [
    'create s hash:ip family inet6;add s 2001:db8::1',
    'src',
    { source: '2001:db8::1', destination: '::2' },
    'yes',
  ],
  ['create s hash:ip family inet6;add s 2001:db8::1', 'src', {}, 'no'],
  ['create s hash:ip netmask 24;add s 10.0.0.0', 'src', { source: '10.0.0.77' }, 'yes'],
  ['create s hash:ip;add s 10.0.0.0/8', 'src', { source: '10.200.0.1' }, 'yes'],
  ['create s hash:ip;add s 0.0.0.0/1', 'src', { source: '0.0.0.0' }, 'no'],
  ['create s hash:ip,port;add s 10.0.0.2,tcp:80', 'dst,dst', {}, 'yes'],
  ['create s hash:ip,port;add s 10.0.0.2,tcp:80', 'dst,src', {}, 'no'],
  ['create s hash:ip,port;add s 10.0.0.2,tcp:80', 'dst,dst', { protocol: 17 }, 'no'],
  ['create s hash:ip,port;add s 10.0.0.2,udplite:80', 'dst,dst', { protocol: 136 }, 'yes'],
  [
    'create s hash:ip,port;add s 10.0.0.2,icmp:8/0',
    'dst,src',
    { protocol: 1, icmpType: 8, icmpCode: 0 },
    'yes',
  ],
  ['create s hash:ip,port;add s 10.0.0.2,gre:0', 'dst,dst', { protocol: 47 }, 'yes'],
  ['create s hash:ip,port;add s 10.0.0.2,dccp:0', 'dst,dst', { protocol: 33 }, 'yes'],
  ['create s hash:ip,port;add s 10.0.0.2,tcp:80', 'dst,dst', { fragment: 'later' }, 'no'],
  ['create s hash:ip,port;add s 10.0.0.2,gre:0', 'dst,dst', { protocol: 47, fragment: 'later' }, 'yes'],
  ['create s hash:ip,port;add s 10.0.0.2,tcp:1-9999', 'dst,dst', {}, 'yes'],
  [
    'create s hash:ip,port;add s 10.0.0.2,tcp:80',
    'dst,dst',
    { destinationPort: 'unknown' },
    '? destinationPort',
  ],
  ['create s hash:ip,port;add s 10.0.0.3,tcp:80', 'dst,dst', { destinationPort: 'unknown' }, 'no'],
  ['create s hash:ip,port;add s 10.0.0.2,tcp:80', 'dst,dst', { protocol: 'unknown' }, '? protocol'],
  ['create s hash:net,port;add s 10.0.0.0/8,tcp:80 nomatch', 'dst,dst', { destinationPort: 'unknown' }, 'no'],
  ['create s hash:ip,port,ip;add s 10.0.0.2,tcp:80,10.0.0.1', 'dst,dst,src', {}, 'yes'],
  ['create s hash:ip,port,net;add s 10.0.0.2,tcp:80,10.0.0.0/24', 'dst,dst,src', {}, 'yes'],
  ['create s hash:net,port,net;add s 10.0.0.0/24,tcp:80,0.0.0.0/0', 'src,dst,dst', {}, 'yes'],
  ['create s hash:net;add s 10.0.0.0/8;add s 10.0.0.0/24 nomatch', 'src', {}, 'no'],
  ['create s hash:net;add s 10.0.0.0/8 nomatch;add s 10.0.0.0/24', 'src', {}, 'yes'],
  [
    'create s hash:net,net;add s 10.0.0.0/24,10.0.0.0/8 nomatch;add s 10.0.0.0/8,10.0.0.0/24',
    'src,dst',
    {},
    'no',
  ],
  ['create s hash:net,iface;add s 10.0.0.0/24,eth0', 'dst,src', {}, 'yes'],
  ['create s hash:net,iface;add s 10.0.0.0/24,eth0', 'dst,dst', {}, 'no'],
  ['create s hash:net,iface;add s 10.0.0.0/24,et wildcard', 'src,src', {}, 'yes'],
  ['create s hash:net,iface;add s 10.0.0.0/24,eth1;add s 10.0.0.0/8,eth0', 'src,src', {}, 'no'],
  ['create s hash:net,iface;add s 10.0.0.0/24,physdev:eth0;add s 10.0.0.0/8,eth0', 'src,src', {}, 'yes'],
  ['create s hash:net,iface;add s 10.0.0.0/24,eth1;add s 10.0.0.0/24,eth0', 'src,src', {}, 'yes'],
  ['create s hash:net,iface;add s 0.0.0.0/0,eth0', 'src,src', {}, 'yes'],
  ['create s hash:ip,mark markmask 0xf0;add s 10.0.0.1,0x20', 'src,src', { mark: 0x12f }, 'yes'],
  ['create s hash:mac;add s 02:00:00:00:00:01', 'src', { sourceMac: 0x020000000001 }, 'yes'],
  ['create s hash:mac;add s 02:00:00:00:00:01', 'src', {}, '? sourceMac'],
  ['create s hash:mac;add s 02:00:00:00:00:01', 'src', { inInterface: '' }, 'no'],
  ['create s hash:ip,mac;add s 10.0.0.1,02:00:00:00:00:01', 'src,src', { sourceMac: 0x020000000001 }, 'yes'],
  ['create s hash:ip,mac;add s 10.0.0.1,02:00:00:00:00:01', 'src,src', { sourceMac: 0x020000000002 }, 'no'],
  ['create s bitmap:ip range 10.0.0.0/24;add s 10.0.0.1', 'src', {}, 'yes'],
  ['create s bitmap:ip range 10.0.0.0/16 netmask 24;add s 10.0.0.0', 'src', {}, 'yes'],
  ['create s bitmap:ip,mac range 10.0.0.0/24;add s 10.0.0.1', 'src,src', { sourceMac: 7 }, 'yes'],
  [
    'create s bitmap:ip,mac range 10.0.0.0/24;add s 10.0.0.1,00:00:00:00:00:08',
    'src,src',
    { sourceMac: 7 },
    'no',
  ],
  ['create s bitmap:port range 0-100;add s 80', 'dst', {}, 'yes'],
  ['create s bitmap:port range 0-100;add s 80', 'dst', { protocol: 17 }, 'yes'],
  ['create s bitmap:port range 0-100;add s 80', 'dst', { protocol: 132 }, 'no'],
  ['create s bitmap:port range 0-100;add s 80', 'dst', { source: '::1', destination: '::1' }, 'yes'],
  ['create a hash:ip;create b hash:net;add b 10.0.0.0/8;create s list:set;add s a;add s b', 'src', {}, 'yes'],
  [
    'create a hash:net;add a 10.0.0.1/32 nomatch;create b hash:net;add b 10.0.0.0/8;create s list:set;add s a;add s b',
    'src',
    {},
    'yes',
  ],
  ['create a hash:ip,port;add a 10.0.0.1,tcp:40000;create s list:set;add s a', 'src', {}, 'no'],
  ['create a hash:ip family inet6;add a ::1;create s list:set;add s a', 'src', {}, 'no'],
  ['create s list:set;add s gone', 'src', {}, '?'],
  ['create a hash:ip;add a 10.0.0.1;create s list:set;add s gone;add s a', 'src', {}, 'yes'],
  ['create other hash:ip', 'src', {}, '?'],
  ['create s hash:ip timeout 0;add s 10.0.0.1 timeout 0', 'src', {}, 'yes'],
];

describe('testMember', () => {
  it.each(cases)('%s | %s %j → %s', (sets, sides, packet, answer) => {
    const got = ask(sets.replaceAll(';', '\n'), sides, packet);
    expect(typeof got === 'string' ? got : `? ${got.field ?? ''}`.trim()).toBe(answer);
  });

  it.each([
    ['create s hash:net;add s 10.0.0.0/8 nomatch', 'yes'],
    ['create s hash:net;add s 10.0.0.0/8', 'no'],
    ['create s hash:net', 'no'],
    ['create s hash:ip;add s 10.0.0.1', 'yes'],
    ['create a hash:net;add a 10.0.0.0/8 nomatch;create s list:set;add s a', 'yes'],
  ])('with --return-nomatch: %s → %s', (sets, answer) => {
    expect(ask(sets.replaceAll(';', '\n'), 'src', {}, { returnNomatch: true })).toBe(answer);
  });

  const counted = 'create s hash:ip counters\nadd s 10.0.0.1 packets 5 bytes 100';
  it.each([
    [counted, { counter: 'packets', operator: 'eq', value: 6 }, true, 'yes'],
    [counted, { counter: 'packets', operator: 'eq', value: 5 }, true, 'no'],
    [counted, { counter: 'packets', operator: 'eq', value: 5 }, false, 'yes'],
    [counted, { counter: 'bytes', operator: 'gt', value: 159 }, true, 'yes'],
    [counted, { counter: 'bytes', operator: 'gt', value: 160 }, true, 'no'],
    ['create s hash:ip\nadd s 10.0.0.1', { counter: 'packets', operator: 'gt', value: 1000 }, true, 'yes'],
    [
      'create s hash:net counters\nadd s 10.0.0.0/24 packets 50\nadd s 10.0.0.0/8 packets 5',
      { counter: 'packets', operator: 'lt', value: 10 },
      true,
      'yes',
    ],
  ] as const)('%s with %j, raised %s → %s', (sets, counter, updateCounters, answer) => {
    expect(ask(sets, 'src', {}, { counters: [counter], updateCounters })).toBe(answer);
  });

  it('is unknown without ipset save', () => {
    const membership: Membership = { set: 's', sides: ['src'], returnNomatch: false, updateCounters: true };
    expect(testMember(undefined, membership, query({}))).toMatchObject({
      unknown: expect.any(String) as string,
    });
  });

  it('answers many packets on a big set quickly', () => {
    const lines = Array.from(
      { length: 60_000 },
      (_, n) => `add s 10.${n >> 16}.${(n >> 8) & 255}.${n & 255}/32`,
    );
    const { sets } = readSets(['create s hash:net', ...lines].join('\n'));
    const membership: Membership = { set: 's', sides: ['src'], returnNomatch: false, updateCounters: true };
    const packet = query({ source: '10.0.200.200' });
    testMember(sets, membership, packet);
    const start = performance.now();
    for (let n = 0; n < 10_000; n++) testMember(sets, membership, packet);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

/** Entries of set `s` after SET --add-set or --del-set. */
const changes: readonly (readonly [
  sets: string,
  change: string,
  sides: string,
  answers: readonly (readonly [Given, string])[],
])[] = [
  [
    'create s hash:ip',
    'add',
    'src',
    [
      [{}, 'yes'],
      [{ source: '10.0.0.9' }, 'no'],
    ],
  ],
  ['create s hash:ip netmask 24', 'add', 'src', [[{ source: '10.0.0.9' }, 'yes']]],
  ['create s hash:ip maxelem 1;add s 1.1.1.1', 'add', 'src', [[{}, 'no']]],
  [
    'create s hash:net',
    'add',
    'src',
    [
      [{}, 'yes'],
      [{ source: '10.0.0.9' }, 'no'],
    ],
  ],
  [
    'create s hash:net;add s 1.0.0.0/8;add s 1.1.1.0/24',
    'add',
    'src',
    [
      [{ source: '10.0.0.9' }, 'yes'],
      [{ source: '10.0.1.9' }, 'no'],
    ],
  ],
  [
    'create s hash:net;add s 1.1.1.0/24;add s 10.0.0.0/24',
    'delete',
    'src',
    [
      [{}, 'no'],
      [{ source: '1.1.1.1' }, 'yes'],
    ],
  ],
  ['create s hash:net;add s 10.0.0.0/8', 'delete', 'src', [[{}, 'no']]],
  ['create s hash:net;add s 10.0.0.0/8;add s 1.1.1.1', 'delete', 'src', [[{}, 'yes']]],
  ['create s hash:ip;add s 10.0.0.1', 'delete', 'src', [[{}, 'no']]],
  ['create s bitmap:ip range 10.0.0.0/31', 'add', 'dst', [[{ source: '10.0.0.2' }, 'no']]],
  ['create a hash:ip;create s list:set;add s a', 'add', 'src', [[{}, 'yes']]],
];

describe('changeSets', () => {
  it.each(changes)('%s | %s %s', (text, change, sides, answers) => {
    const { sets } = readSets(text.replaceAll(';', '\n'));
    const flags = [sides === 'dst' ? 'dst' : 'src'] as const;
    const request = {
      change: change === 'add' ? 'add' : 'delete',
      set: 's',
      sides: flags,
      exist: false,
    } as const;
    const after = changeSets(sets, request, query({}));
    if (!('sets' in after)) throw new Error(after.unknown);
    const membership: Membership = { set: 's', sides: ['src'], returnNomatch: false, updateCounters: true };
    for (const [packet, answer] of answers)
      expect(testMember(after.sets, membership, query(packet))).toBe(answer);
  });

  it('adds to the next member of a list where the first one has it', () => {
    const { sets } = readSets(
      'create a hash:ip\nadd a 10.0.0.1\ncreate b hash:ip\ncreate s list:set\nadd s a\nadd s b',
    );
    const change = { change: 'add', set: 's', sides: ['src'], exist: false } as const;
    const after = changeSets(sets, change, query({}));
    expect('sets' in after && after.sets.get('b')?.entries).toHaveLength(1);
    const again = changeSets(sets, { ...change, exist: true }, query({}));
    expect('sets' in again && again.sets.get('b')?.entries).toHaveLength(0);
  });

  it('leaves the sets alone where the entry is there, and refreshes it with --exist', () => {
    const { sets } = readSets('create s hash:ip timeout 9\nadd s 10.0.0.1 timeout 3');
    const change = { change: 'add', set: 's', sides: ['src'], exist: false, timeout: 77 } as const;
    expect(changeSets(sets, change, query({}))).toEqual({ sets });
    const after = changeSets(sets, { ...change, exist: true }, query({}));
    expect('sets' in after && after.sets.get('s')?.entries).toMatchObject([{ timeout: 77 }]);
    expect(sets.get('s')?.entries).toMatchObject([{ timeout: 3 }]);
  });

  it('is unknown where the packet does not tell the entry', () => {
    const { sets } = readSets('create s hash:ip,port');
    const change = { change: 'add', set: 's', sides: ['src', 'dst'], exist: false } as const;
    expect(changeSets(sets, change, query({ destinationPort: 'unknown' }))).toMatchObject({
      field: 'destinationPort',
    });
    expect(changeSets(sets, { ...change, set: 'gone' }, query({}))).toHaveProperty('unknown');
  });
});

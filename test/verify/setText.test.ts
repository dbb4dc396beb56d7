import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import { parse } from '../../src/index.js';
import { describePacket, type PacketDescription } from '../../src/packet/describePacket.js';
import type { Packet } from '../../src/packet/packet.js';
import { assumedMembers, sortAnswers } from '../../src/verify/askable.js';
import { addPacket, askedSets, givenSets, madeSets } from '../../src/verify/setText.js';

const rules =
  '*filter\n-A INPUT -m set --match-set pods src -j ACCEPT\n-A INPUT -m set ! --match-set pairs src,dst -j DROP\n' +
  '-A INPUT -j SET --add-set seen src,dst,dst\n-A INPUT -m recent --set --name x -j ACCEPT\nCOMMIT\n';

function packet(description: Partial<PacketDescription> = {}): Packet {
  return describePacket(
    {
      source: readAddress('10.0.0.1') ?? 0,
      destination: readAddress('10.0.0.2') ?? 0,
      destinationPort: 80,
      ...description,
    },
    false,
  ).packet;
}

describe('the sets that the kernel gets', () => {
  it('are those that rules ask', () => {
    expect(askedSets(parse(rules).dump)).toEqual([
      { name: 'pods', dimensions: 1 },
      { name: 'pairs', dimensions: 2 },
      { name: 'seen', dimensions: 3 },
    ]);
  });

  it('are made empty where nobody gave them', () => {
    expect(madeSets(askedSets(parse(rules).dump), 6)).toBe(
      'create pods hash:net family inet6\ncreate pairs hash:ip,port family inet6\ncreate seen hash:ip,port,ip family inet6\n',
    );
  });

  it('have no names that would be other words to ipset', () => {
    expect(
      madeSets(
        [
          { name: '-file', dimensions: 1 },
          { name: 'a"b', dimensions: 1 },
        ],
        4,
      ),
    ).toBe('');
  });

  it('are taken from ipset save, with the members of lists', () => {
    const saved =
      'create pods hash:ip family inet\nadd pods 10.0.0.1 comment "it -file /x"\ncreate more hash:ip family inet\n' +
      'create other hash:ip family inet\nadd other 10.9.9.9\ncreate all list:set size 8\nadd all more\n';
    expect(
      givenSets(saved, [
        { name: 'all', dimensions: 1 },
        { name: 'pods', dimensions: 1 },
      ]),
    ).toBe(
      'create pods hash:ip family inet\nadd pods 10.0.0.1\ncreate more hash:ip family inet\ncreate all list:set size 8\nadd all more\n',
    );
  });

  it('are taken with members of lists that have a timeout or counters', () => {
    const saved =
      'create more hash:ip family inet\ncreate all list:set size 8 timeout 300 counters\nadd all more timeout 299 packets 0 bytes 0\n';
    expect(givenSets(saved, [{ name: 'all', dimensions: 1 }])).toBe(saved);
  });

  it.each([
    'save -file /tmp/x',
    'add pods 10.0.0.1 -file /tmp/x',
    'add pods "10.0.0.1" -output xml',
    'create pods hash:ip -f /tmp/x',
    'list',
    'destroy',
  ])('never do what is no create or add: %s', (line) => {
    expect(givenSets(`${line}\n`, [{ name: 'pods', dimensions: 1 }])).toBe('');
  });

  it.each<readonly [sides: string, packet: Packet, line: string]>([
    ['src', packet(), 'add s 10.0.0.1\n'],
    ['dst,dst', packet(), 'add s 10.0.0.2,6:80\n'],
    ['src,src', packet({ protocol: 17 }), 'add s 10.0.0.1,17:40000\n'],
    ['dst,src,src', packet({ protocol: 47 }), 'add s 10.0.0.2,47:0,10.0.0.1\n'],
    ['src,dst', packet({ icmpType: 8 }), 'add s 10.0.0.1,icmp:8/0\n'],
  ])('hold the packet where that is assumed: %s', (sides, one, line) => {
    expect(addPacket('s', sides.split(','), one)).toBe(line);
  });
});

describe('answers of --assume', () => {
  const made = [{ name: 'a:b', dimensions: 1 }];

  it('are kept where the node can be built for them', () => {
    const answers = new Map([
      ['local:10.0.0.1', 'yes'],
      ['outInterface:eth0', 'no'],
      ['set:a:b:src', 'yes'],
      ['set:given:src', 'yes'],
      ['limit:filter/INPUT:1', 'no'],
    ]);
    const { kept, left } = sortAnswers(answers, made);
    expect([...kept.keys()]).toEqual(['local:10.0.0.1', 'outInterface:eth0', 'set:a:b:src']);
    expect(left).toEqual([
      '--assume set:given:src=yes: the kernel decides that itself',
      '--assume limit:filter/INPUT:1=no: the kernel decides that itself',
    ]);
  });

  it('put the packet into a set as it is at each table', () => {
    const hop = (one: Packet) =>
      ({ kind: 'table', hook: 'INPUT', table: 'filter', backend: 'nft', packet: one, steps: [] }) as const;
    const translated = packet({ source: readAddress('10.7.7.7') ?? 0 });
    const trace = {
      packet: packet(),
      assumed: [],
      complete: true,
      premises: [],
      paths: [
        {
          disposition: { kind: 'delivered', by: { kind: 'kernel', reason: '' } },
          hops: [hop(packet()), hop(packet()), hop(translated)],
          assumptions: [],
          chance: 1,
          packet: translated,
          dependsOn: [],
        },
      ],
    } as const;
    expect(assumedMembers(new Map([['set:a:b:src', 'yes']]), made, trace)).toBe(
      'add a:b 10.0.0.1\nadd a:b 10.7.7.7\n',
    );
    expect(assumedMembers(new Map([['set:a:b:src', 'no']]), made, trace)).toBe('');
  });
});

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSets } from '../../src/node/readSets.js';

describe('readSets', () => {
  it('reads create lines', () => {
    const { sets, problems } = readSets(
      [
        'create nets hash:net family inet6 hashsize 1024 maxelem 99 timeout 30 counters skbinfo comment forceadd bucketsize 12 initval 0x1',
        'create small bitmap:ip range 10.0.0.0-10.0.255.255 netmask 24',
        'create ports bitmap:port range 5-10',
        'create marks hash:ip,mark markmask 0xf0',
        'create mask hash:ip family inet bitmask 255.0.0.255',
        '-N old iphash --hashsize 128',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(sets.get('nets')).toEqual({
      name: 'nets',
      type: 'hash:net',
      family: 6,
      maximum: 99,
      timeout: 30,
      counters: true,
      skbinfo: true,
      forceAdd: true,
      entries: [],
    });
    expect(sets.get('small')).toMatchObject({ mask: 0xffffff00, range: [0x0a000000, 0x0a00ffff] });
    expect(sets.get('ports')).toMatchObject({ range: [5, 10] });
    expect(sets.get('marks')).toMatchObject({ markMask: 0xf0 });
    expect(sets.get('mask')).toMatchObject({ mask: 0xff0000ff });
    expect(sets.get('old')).toMatchObject({ type: 'hash:ip', family: 4 });
  });

  const elements: readonly (readonly [type: string, element: string, read: unknown])[] = [
    ['hash:ip', '10.0.0.1', [[{ kind: 'address', low: 0x0a000001, high: 0x0a000001 }]]],
    [
      'hash:ip',
      '10.0.0.1-10.0.0.2',
      [
        [{ kind: 'address', low: 0x0a000001, high: 0x0a000001 }],
        [{ kind: 'address', low: 0x0a000002, high: 0x0a000002 }],
      ],
    ],
    ['hash:ip', '10.0.0.0/8', [[{ kind: 'address', low: 0x0a000000, high: 0x0affffff }]]],
    ['hash:net', '10.1.2.3/8', [[{ kind: 'net', address: 0x0a000000, length: 8 }]]],
    [
      'hash:net',
      '10.0.0.1-10.0.0.4',
      [
        [{ kind: 'net', address: 0x0a000001, length: 32 }],
        [{ kind: 'net', address: 0x0a000002, length: 31 }],
        [{ kind: 'net', address: 0x0a000004, length: 32 }],
      ],
    ],
    [
      'hash:net,net',
      '0.0.0.0/0,10.0.0.1',
      [
        [
          { kind: 'net', address: 0, length: 0 },
          { kind: 'net', address: 0x0a000001, length: 32 },
        ],
      ],
    ],
    [
      'hash:ip,port',
      '10.0.0.1,icmp:echo-request',
      [
        [
          { kind: 'address', low: 0x0a000001, high: 0x0a000001 },
          { kind: 'port', protocol: 1, low: 2048, high: 2048 },
        ],
      ],
    ],
    [
      'hash:ip,port',
      '10.0.0.1,icmp:3/13',
      [
        [
          { kind: 'address', low: 0x0a000001, high: 0x0a000001 },
          { kind: 'port', protocol: 1, low: 781, high: 781 },
        ],
      ],
    ],
    [
      'hash:ip,port',
      '10.0.0.1,gre:0',
      [
        [
          { kind: 'address', low: 0x0a000001, high: 0x0a000001 },
          { kind: 'port', protocol: 47, low: 0, high: 0 },
        ],
      ],
    ],
    [
      'hash:ip,port',
      '10.0.0.1,99:0',
      [
        [
          { kind: 'address', low: 0x0a000001, high: 0x0a000001 },
          { kind: 'port', protocol: 99, low: 0, high: 0 },
        ],
      ],
    ],
    ['bitmap:port range 0-9', '7', [[{ kind: 'port', low: 7, high: 7 }]]],
    [
      'bitmap:port range 0-9',
      'udp:7-8',
      [[{ kind: 'port', low: 7, high: 7 }], [{ kind: 'port', low: 8, high: 8 }]],
    ],
    ['hash:mac', '02:42:AC:11:00:02', [[{ kind: 'mac', mac: 0x0242ac110002 }]]],
    [
      'bitmap:ip,mac range 10.0.0.0/24',
      '10.0.0.1',
      [[{ kind: 'address', low: 0x0a000001, high: 0x0a000001 }]],
    ],
    [
      'hash:ip,mark markmask 0xf0',
      '10.0.0.1,0x123',
      [
        [
          { kind: 'address', low: 0x0a000001, high: 0x0a000001 },
          { kind: 'mark', mark: 0x20 },
        ],
      ],
    ],
    [
      'hash:net,iface',
      '10.0.0.0/8,physdev:eth0',
      [
        [
          { kind: 'net', address: 0x0a000000, length: 8 },
          { kind: 'interface', name: 'eth0', wildcard: false, physical: true },
        ],
      ],
    ],
    [
      'hash:net,iface',
      '10.0.0.0/8,eth wildcard',
      [
        [
          { kind: 'net', address: 0x0a000000, length: 8 },
          { kind: 'interface', name: 'eth', wildcard: true, physical: false },
        ],
      ],
    ],
    ['hash:ip netmask 24', '10.0.0.9', [[{ kind: 'address', low: 0x0a000000, high: 0x0a000000 }]]],
    ['list:set', 'other', [[{ kind: 'set', name: 'other' }]]],
  ];
  it.each(elements)('reads an entry of %s: %s', (type, element, read) => {
    const { sets, problems } = readSets(`create s ${type}\nadd s ${element}`);
    expect(problems).toEqual([]);
    expect(sets.get('s')?.entries.map((entry) => entry.elements)).toEqual(read);
  });

  it('reads options of entries', () => {
    const { sets, problems } = readSets(
      'create s hash:net timeout 60\nadd s 10.0.0.0/8 timeout 0 nomatch packets 5 bytes 100 comment "a  nomatch b" skbmark 0x1234/0xffff skbprio 1:10 skbqueue 10\nadd s 11.0.0.0/8',
    );
    expect(problems).toEqual([]);
    const [first, second] = sets.get('s')?.entries ?? [];
    expect(first).toMatchObject({
      nomatch: true,
      timeout: 0,
      packets: 5,
      bytes: 100,
      skbMark: { value: 0x1234, mask: 0xffff },
      skbPriority: '1:10',
      skbQueue: 10,
    });
    expect(second).toMatchObject({ nomatch: false, timeout: 60 });
  });

  it('does what ipset restore does with the other commands', () => {
    const { sets, problems } = readSets(
      'create a hash:ip\nadd a 1.1.1.1\ncreate b hash:ip\nadd b 2.2.2.2\nadd b 2.2.2.3\ndel b 2.2.2.3\nswap a b\nrename a c\ncreate d hash:ip\nadd d 1.1.1.1\nflush d\ncreate e hash:ip\ndestroy e\nCOMMIT',
    );
    expect(problems).toEqual([]);
    expect([...sets.keys()].sort()).toEqual(['b', 'c', 'd']);
    expect(sets.get('c')).toMatchObject({ name: 'c', entries: [{ elements: [{ low: 0x02020202 }] }] });
    expect(sets.get('d')?.entries).toEqual([]);
  });

  const wrong: readonly (readonly [text: string, code: string, line: number, column: number])[] = [
    ['create s hash:net\nadd s 0.0.0.0/0', 'bad-entry', 2, 7],
    ['create s hash:net,net\nadd s 0.0.0.1-9.0.0.1,0.0.0.1-9.0.0.1', 'bad-entry', 2, 7],
    ['create s hash:ip\nadd s 10.0.0.256', 'bad-entry', 2, 7],
    ['create s hash:ip\nadd s fe80::1', 'bad-entry', 2, 7],
    ['create s hash:ip,port\nadd s 10.0.0.1', 'bad-entry', 2, 7],
    ['create s hash:ip,port\nadd s 10.0.0.1,tcp:99999', 'bad-entry', 2, 16],
    ['create s hash:nothing', 'unknown-set-type', 1, 10],
    ['create s', 'incomplete-create', 1, 1],
    ['add nowhere 10.0.0.1', 'undeclared-set', 1, 5],
    ['create s hash:ip colour red', 'unknown-set-option', 1, 18],
    ['create s hash:ip\ncreate s hash:ip', 'duplicate-set', 2, 1],
    ['hello world', 'unknown-command', 1, 1],
    ['Name: s\nType: hash:ip', 'ipset-list', 1, 1],
    ['[root@node ~]# ipset save\ncreate s hash:ip', 'shell-prompt', 1, 1],
  ];
  it.each(wrong)('reports %j', (text, code, line, column) => {
    expect(readSets(text).problems).toMatchObject([{ code, line, column }]);
  });

  it('reads on behind a problem', () => {
    expect(readSets('create s hash:ip\nadd s x\nadd s 1.2.3.4\r\n').sets.get('s')?.entries).toHaveLength(1);
  });
});

const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';
describe.skipIf(!existsSync(corpus))('readSets on the corpus', () => {
  const files = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ipset'))
    : [];
  it.each(files)('%s has no errors', (file) => {
    const { problems } = readSets(readFileSync(join(corpus, file), 'latin1'));
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { endOf, ends, forwarded, table, trace } from './trace.js';

describe('two matches of one name in a rule', () => {
  const rates = '-m rateest --rateest1 a --rateest-bps1 --rateest-lt --rateest2 b --rateest-bps2';
  const rows: readonly (readonly [name: string, matches: string, subjects: readonly string[]])[] = [
    [
      'one of them negated',
      `${rates} -m rateest --rateest1 a --rateest-pps1 ! --rateest-lt --rateest2 b --rateest-pps2`,
      ['rateest:filter/FORWARD:1=yes', 'rateest:filter/FORWARD:1.2=no'],
    ],
    [
      'programs',
      '-m bpf --bytecode "1,6 0 0 1" -m bpf --bytecode "1,6 0 0 0"',
      ['bpf:filter/FORWARD:1=yes', 'bpf:filter/FORWARD:1.2=yes'],
    ],
    [
      'with others between',
      '-m limit --limit 5/sec -m mark --mark 0x0 -m limit --limit 1/min',
      ['limit:filter/FORWARD:1=yes', 'limit:filter/FORWARD:1.2=yes'],
    ],
  ];
  it.each(rows)('%s: each is asked', async (_name, matches, subjects) => {
    for (const memo of ['', '--no-memo']) {
      const { paths } = await trace(table('filter', `-A FORWARD ${matches} -j DROP`), `${forwarded} ${memo}`);
      const dropped = paths.find((path) => endOf(path) === 'dropped by filter FORWARD rule 1');
      expect(dropped?.assumptions.map(({ subject, answer }) => `${subject}=${answer}`)).toEqual(subjects);
    }
  });
});

describe('two questions of one kind', () => {
  const asked = (first: string, second: string): string =>
    table(
      'mangle',
      `-A PREROUTING -m ${first} -j MARK --set-xmark 0x1/0x1`,
      `-A PREROUTING -m ${second} -m mark --mark 0x1/0x1 -j DROP`,
      `-A PREROUTING -m ${second} -j ACCEPT`,
      '-A PREROUTING -m mark --mark 0x1/0x1 -j DROP',
    );
  const both = [
    'forwarded',
    'forwarded',
    'dropped by mangle PREROUTING rule 2',
    'dropped by mangle PREROUTING rule 4',
  ].sort();
  const one = ['forwarded', 'dropped by mangle PREROUTING rule 2'].sort();
  const rows: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['the same list', 'recent --rcheck --name a', 'recent --rcheck --name a', one],
    ['how long ago', 'recent --rcheck --name a', 'recent --rcheck --seconds 60 --name a', both],
    ['with which ttl', 'recent --rcheck --name a', 'recent --rcheck --rttl --name a', both],
    [
      'how much of the address',
      'recent --rcheck --name a',
      'recent --rcheck --name a --mask 255.255.0.0',
      both,
    ],
    ['the same way back', 'rpfilter', 'rpfilter', one],
    ['any way back', 'rpfilter', 'rpfilter --loose', both],
    ['the way back of the mark', 'rpfilter', 'rpfilter --validmark', both],
    ['a way back from the node itself', 'rpfilter', 'rpfilter --accept-local', both],
    ['the same set', 'set --match-set a src', 'set --match-set a src', one],
    ['how often', 'set --match-set a src --packets-gt 3', 'set --match-set a src --packets-gt 5', both],
    ['the same socket', 'socket', 'socket', one],
    ['a socket of that very address', 'socket', 'socket --nowildcard', both],
  ];
  it.each(rows)('%s: %s, %s', async (_name, first, second, wanted) => {
    expect([...(await ends(asked(first, second), forwarded))].sort()).toEqual(wanted);
  });
});

describe('two questions in one rule', () => {
  const rate = 'rateest --rateest r1 --rateest-gt --rateest-bps';
  it.each([
    ['one rate', `-m ${rate} 1mbit -m ${rate} 1mbit`, ['forwarded', 'dropped by mangle PREROUTING rule 1']],
    [
      'more than one rate, not more than another',
      `-m ${rate} 1mbit -m rateest --rateest r1 ! --rateest-gt --rateest-bps 2mbit`,
      ['forwarded', 'dropped by mangle PREROUTING rule 1'],
    ],
    [
      'one rate, and not that',
      `-m ${rate} 1mbit -m ${rate.replace('--rateest-gt', '! --rateest-gt')} 1mbit`,
      ['forwarded'],
    ],
  ])('%s', async (_name, asked, wanted) => {
    const dump = table('mangle', `-A PREROUTING ${asked} -j DROP`);
    expect([...(await ends(dump, forwarded))].sort()).toEqual([...wanted].sort());
  });
});

describe('the same program before and behind routing', () => {
  const both = ['dropped by mangle FORWARD rule 1', 'forwarded'];
  it.each([
    [
      'bytes of the packet, such as its ttl',
      '--bytecode "4,48 0 0 8,21 0 1 64,6 0 0 1,6 0 0 0"',
      'FORWARD',
      both,
    ],
    [
      'bytes of the packet, unchanged',
      '--bytecode "4,48 0 0 8,21 0 1 64,6 0 0 1,6 0 0 0"',
      'PREROUTING',
      ['forwarded'],
    ],
    [
      'the interface',
      '--bytecode "2,32 0 0 4294963208,22 0 0 0"',
      'PREROUTING',
      ['dropped by mangle PREROUTING rule 2', 'forwarded'],
    ],
    ['a program elsewhere', '--object-pinned /sys/fs/bpf/a', 'FORWARD', both],
  ])('%s: %s, again in %s', async (_name, program, hook, wanted) => {
    const dump = table(
      'mangle',
      `-A PREROUTING -m bpf ${program} -j ACCEPT`,
      `-A ${hook} -m bpf ${program} -j DROP`,
    );
    const { paths } = await trace(dump, forwarded);
    const otherwise = paths.filter(({ assumptions }) => assumptions[0]?.answer === 'no');
    expect(otherwise.map(endOf).sort()).toEqual([...wanted].sort());
  });
});

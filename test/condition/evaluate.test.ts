import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/condition/evaluate.js';
import type { Facts, Unknown } from '../../src/condition/evaluate.js';
import type { Ask, Condition } from '../../src/condition/condition.js';

const refuse = (): never => {
  throw new Error('not asked here');
};

/** Facts of a packet with ttl 64, no destination port, an open source port and open TCP flags, of which SYN is set; `ask` answers by the subject's name. */
const facts: Facts = {
  value: (field) => (field === 'ttl' ? 64 : field === 'sourcePort' ? { values: [[1, 10]] } : undefined),
  bits: (field) => (field === 'mark' ? 0x5 : field === 'tcpFlags' ? 'open' : undefined),
  openBits: ({ mask }) => (mask === 0x02 ? true : { key: 'flags' }),
  names: () => ['NEW', 'DNAT'],
  interfaceName: (side) => (side === 'in' ? 'cali1' : undefined),
  openValue: (field) => ({ key: field }),
  openInterface: (_, name) => ({ key: name }),
  derived: refuse,
  member: refuse,
  bytes: refuse,
  draw: refuse,
  ask: ({ subject }) => (subject === 'yes' ? true : subject === 'no' ? false : { key: subject }),
};

const ask = (subject: string): Condition => {
  const question: Ask = { subject, asks: '', because: '', reads: [], fresh: false };
  return { kind: 'ask', ask: question };
};
const not = (of: Condition): Condition => ({ kind: 'not', of });
const all = (...of: readonly Condition[]): Condition => ({ kind: 'all', of });
const any = (...of: readonly Condition[]): Condition => ({ kind: 'any', of });
const [yes, no, maybe, other] = [ask('yes'), ask('no'), ask('maybe'), ask('other')];
const within = (field: 'ttl' | 'sourcePort' | 'destinationPort', low: number, high: number): Condition => ({
  kind: 'in',
  field,
  set: [[low, high]],
});

describe('what a condition comes to', () => {
  const rows: readonly (readonly [name: string, condition: Condition, truth: string])[] = [
    ['yes', yes, 'yes'],
    ['no', no, 'no'],
    ['unknown', maybe, '? maybe'],
    ['not unknown', not(maybe), '? maybe'],
    ['not no', not(no), 'yes'],
    ['all of nothing', all(), 'yes'],
    ['any of nothing', any(), 'no'],
    ['all: a no behind an unknown settles it', all(maybe, no), 'no'],
    ['all: else the first unknown is asked', all(yes, maybe, other), '? maybe'],
    ['any: a yes behind an unknown settles it', any(maybe, yes), 'yes'],
    ['any: else the first unknown is asked', any(no, maybe, other), '? maybe'],
    ['not all with a no', not(all(maybe, no)), 'yes'],
    ['a value in range', within('ttl', 1, 64), 'yes'],
    ['a value out of range', within('ttl', 65, 255), 'no'],
    ['a field the packet does not have', within('destinationPort', 0, 65535), 'no'],
    ['not a field the packet does not have', not(within('destinationPort', 0, 65535)), 'yes'],
    ['an open value: all of it', within('sourcePort', 1, 10), 'yes'],
    ['an open value: none of it', within('sourcePort', 11, 20), 'no'],
    ['an open value: part of it', within('sourcePort', 5, 20), '? sourcePort'],
    ['bits', { kind: 'bits', field: 'mark', mask: 0xf, value: 0x5 }, 'yes'],
    ['a value outside its mask', { kind: 'bits', field: 'mark', mask: 0x1, value: 0x5 }, 'no'],
    ['bits the packet does not have', { kind: 'bits', field: 'connectionMark', mask: 0, value: 0 }, 'no'],
    ['open bits that are settled', { kind: 'bits', field: 'tcpFlags', mask: 0x02, value: 0x02 }, 'yes'],
    ['open bits', { kind: 'bits', field: 'tcpFlags', mask: 0x12, value: 0x02 }, '? flags'],
    ['one of several names', { kind: 'one-of', field: 'ctState', values: ['ESTABLISHED', 'DNAT'] }, 'yes'],
    ['a prefix of the interface', { kind: 'interface', side: 'in', name: 'cali', wildcard: true }, 'yes'],
    ['part of the name alone', { kind: 'interface', side: 'in', name: 'cali', wildcard: false }, 'no'],
    [
      'an interface that is not known',
      { kind: 'interface', side: 'out', name: 'eth0', wildcard: false },
      '? eth0',
    ],
  ];
  for (const [name, condition, wanted] of rows) {
    it(name, () => {
      const truth = evaluate<Unknown>(condition, facts);
      expect(truth.kind === 'unknown' ? `? ${truth.unknown.key}` : truth.kind).toBe(wanted);
    });
  }

  it('a no names the first part that failed', () => {
    const failed = within('ttl', 65, 255);
    expect(evaluate(all(yes, all(failed, no)), facts)).toEqual({ kind: 'no', failed });
    expect(evaluate(not(yes), facts)).toEqual({ kind: 'no', failed: not(yes) });
  });
});

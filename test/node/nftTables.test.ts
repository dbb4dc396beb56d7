import { describe, expect, it } from 'vitest';
import { nftTablesToAsk, readNftTables, type NftText } from '../../src/node/nftTables.js';

type Item = Readonly<Record<string, unknown>>;

const listing = (lists: NftText['lists'], ...items: readonly Item[]): NftText => ({
  lists,
  text: JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, ...items] }),
});

const at = { family: 'inet', table: 'fw' };
const chain = (name: string, more: Item = {}): Item => ({ chain: { ...at, name, ...more } });
const base = (name: string, more: Item = {}): Item =>
  chain(name, { type: 'filter', hook: 'input', prio: 10, policy: 'accept', ...more });
const rule = (inChain: string, ...expr: readonly unknown[]): Item => ({
  rule: { ...at, chain: inChain, expr },
});
const match = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'tcp' } };

/** Base chains that may do something to a packet of IPv4. */
function doubted(...texts: readonly NftText[]): readonly string[] {
  return readNftTables(texts, 4).flatMap(({ family, name, chains }) =>
    chains.map((each) => `${family} ${name} ${each.name} ${each.hook} ${each.priority}`),
  );
}

describe('a base chain of nftables', () => {
  it.each<[name: string, items: readonly Item[], isDoubted: boolean]>([
    ['without rules', [base('a')], false],
    ['with the policy drop', [base('a', { policy: 'drop' })], true],
    [
      'that counts, logs and accepts',
      [base('a'), rule('a', match, { counter: { packets: 0, bytes: 0 } }, { log: null }, { accept: null })],
      false,
    ],
    ['that drops', [base('a'), rule('a', match, { drop: null })], true],
    ['that sets a mark', [base('a'), rule('a', { mangle: { key: 'mark', value: 1 } })], true],
    ['that asks a map of verdicts', [base('a'), rule('a', { vmap: { key: {}, data: '@m' } })], true],
    ['with a statement that is not known', [base('a'), rule('a', { frobnicate: null })], true],
    ['with a rule that cannot be read', [base('a'), { rule: { ...at, chain: 'a', expr: 'x' } }], true],
    ['with a statement that is no object', [base('a'), rule('a', 'notrack')], true],
    [
      'that leads to a chain that drops',
      [
        base('a'),
        chain('b'),
        chain('c'),
        rule('a', { jump: { target: 'b' } }),
        rule('b', { goto: { target: 'c' } }),
        rule('c', { drop: null }),
      ],
      true,
    ],
    [
      'that leads to chains that only count, in a ring',
      [
        base('a'),
        chain('b'),
        rule('a', { jump: { target: 'b' } }),
        rule('b', { counter: null }, { goto: { target: 'b' } }),
      ],
      false,
    ],
    ['that leads to a chain that is not there', [base('a'), rule('a', { jump: { target: 'b' } })], true],
    [
      'of a dormant table',
      [{ table: { family: 'inet', name: 'fw', flags: ['dormant'] } }, base('a', { policy: 'drop' })],
      false,
    ],
    [
      'beside a chain that drops and is no base chain',
      [base('a'), chain('b'), rule('b', { drop: null })],
      false,
    ],
  ])('%s', (_, items, isDoubted) => {
    expect(doubted(listing('table', ...items))).toEqual(isDoubted ? ['inet fw a input 10'] : []);
  });

  it.each<[name: string, texts: readonly NftText[], said: readonly string[]]>([
    ['of which no rules were listed', [listing('chains', base('a'))], ['inet fw a input 10']],
    [
      'whose rules were listed and do nothing',
      [listing('chains', base('a')), listing('table', base('a'))],
      [],
    ],
    [
      'whose rules are cut off',
      [listing('chains', base('a')), { lists: 'table', text: '{"nftables": [{"ta' }],
      ['inet fw a input 10'],
    ],
    [
      'of families that the packet does not come by',
      ['ip6', 'arp', 'ip', 'bridge', 'netdev'].map((family) =>
        listing('chains', base('a', { family, hook: 'forward', prio: -5 })),
      ),
      ['ip fw a forward -5', 'bridge fw a forward -5', 'netdev fw a forward -5'],
    ],
    [
      'of iptables and with its names elsewhere',
      [
        listing('chains', base('INPUT', { family: 'ip', table: 'filter' })),
        listing('chains', base('INPUT', { family: 'inet', table: 'filter' })),
      ],
      ['inet filter INPUT input 10'],
    ],
  ])('%s', (_, texts, said) => {
    expect(doubted(...texts)).toEqual(said);
  });

  it('is what makes a table be asked for its rules', () => {
    const { text } = listing(
      'chains',
      base('a', { family: 'ip', table: 'nat' }),
      base('a'),
      base('b'),
      chain('c', { table: 'x' }),
    );
    expect(nftTablesToAsk(text)).toEqual([{ family: 'inet', name: 'fw' }]);
    expect(nftTablesToAsk('table inet fw {')).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress, type Address } from '../../src/address/address.js';
import { keyedChance } from '../../src/digest/digests.js';
import { addressMap } from '../../src/redact/addressMap.js';
import { nameMap } from '../../src/redact/nameMap.js';
import { wordMap } from '../../src/redact/wordMap.js';

const chance = keyedChance('a key of the tests');

const address = (text: string): Address => readAddress(text) ?? expect.fail(text);
const plain = addressMap(chance, { ranges: [], bits: [] });
const through = (text: string, map = plain): string => writeAddress(map(address(text)));

function commonBits(a: Address, b: Address): number {
  const bits = (of: Address): string =>
    (typeof of === 'number' ? [of] : of).map((word) => word.toString(2).padStart(32, '0')).join('');
  const [first, second] = [bits(a), bits(b)];
  let length = 0;
  while (length < first.length && first[length] === second[length]) length++;
  return length;
}

const four = fc.nat(0xffffffff);
const six = fc.tuple(four, four, four, four);

describe('addresses', () => {
  it('have as long a prefix in common as before', () => {
    fc.assert(fc.property(four, four, (a, b) => commonBits(plain(a), plain(b)) === commonBits(a, b)));
    fc.assert(
      fc.property(six, six, fc.nat(4), (a, b, same) => {
        const near = b.map((word, index) => (index < same ? (a[index] ?? 0) : word)) as unknown as Address;
        expect(commonBits(plain(a), plain(near))).toBe(commonBits(a, near));
      }),
    );
  });

  it.each([
    ...['0.0.0.0', '127.0.0.1', '169.254.1.1', '192.0.2.7', '198.51.100.9', '203.0.113.4', '224.0.0.251'],
    ...[
      '255.255.255.255',
      '255.255.255.0',
      '::',
      '::1',
      'ff02::1',
      '2001:db8::7',
      'fe80::ecee:eeff:feee:eeee',
    ],
  ])('%s stays', (text) => {
    expect(through(text)).toBe(text);
  });

  it.each<[text: string, pattern: RegExp]>([
    ['10.244.1.2', /^10\./],
    ['172.16.0.1', /^172\.(?:1[6-9]|2\d|3[01])\./],
    ['192.168.40.11', /^192\.168\./],
    ['100.64.0.1', /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./],
    ['fd00:10:244::7', /^fd/],
    ['fe80::42:acff:fe11:2', /^fe80::/],
    ['2a02:123::1', /^[23]/],
  ])('%s stays in its class, and is another', (text, pattern) => {
    expect(through(text)).toMatch(pattern);
    expect(through(text)).not.toBe(text);
  });

  it('leave every private range from outside untouched', () => {
    fc.assert(
      fc.property(four, (a) => {
        const isPrivate = (of: number): boolean =>
          of >>> 24 === 10 || of >>> 20 === 0xac1 || of >>> 16 === 0xc0a8;
        expect(isPrivate(plain(a) as number)).toBe(isPrivate(a));
      }),
    );
  });

  it('within IPv6 are the same as alone', () => {
    expect(through('::ffff:10.1.2.3')).toBe(`::ffff:${through('10.1.2.3')}`);
  });

  it('of a range stay in it, and others outside', () => {
    const [low, high] = [0x0a010105, 0x0a010263];
    const map = addressMap(chance, { ranges: [[low, high]], bits: [] });
    const [from, to] = [map(low) as number, map(high) as number];
    expect(to - from).toBe(high - low);
    fc.assert(
      fc.property(fc.nat(0x3ff), (offset) => {
        const each = 0x0a010000 + offset;
        const mapped = map(each) as number;
        expect(mapped >= from && mapped <= to).toBe(each >= low && each <= high);
      }),
    );
  });

  it('keep the bits that a mask with holes asks for', () => {
    const prefix = address('10.0.0.0');
    const map = addressMap(chance, {
      ranges: [],
      bits: [{ prefix, length: 8, mask: address('255.0.255.0') }],
    });
    fc.assert(
      fc.property(fc.nat(0xffffff), (rest) => (((map(0x0a000000 + rest) as number) ^ rest) & 0xff00) === 0),
    );
  });
});

describe('names of interfaces', () => {
  const names = nameMap(chance, 1, ['cali', 'eth0']);
  it('begin alike where they did', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,11}$/);
    fc.assert(
      fc.property(name, name, (a, b) => {
        const common = (x: string, y: string): number =>
          Array.from(x).findIndex((each, at) => each !== y[at]);
        expect(common(names(a), names(b))).toBe(common(a, b));
        expect(names(a)).toHaveLength(a.length);
      }),
    );
  });

  it('stay where everybody has them, and keep the beginning of their kind', () => {
    expect(names('eth0')).toBe('eth0');
    expect(names('cali0ef24b1')).toMatch(/^cali[0-9a-f]{7}$/);
    expect(names('cali0ef24b1')).not.toBe('cali0ef24b1');
  });
});

describe('words', () => {
  const words = wordMap(chance, plain, (name) => (name === 'dmz7' ? 'xyz8' : undefined));
  it.each<[text: string, pattern: RegExp]>([
    ['kubernetes service portals', /^kubernetes service portals$/],
    ['default/kubernetes:https cluster IP', /^default\/kubernetes:https cluster IP$/],
    [
      'shop/paypal-api:http has no endpoints',
      /^(?!shop)[a-z]{4}\/(?!paypal)[a-z]{6}-[a-z]{3}:http has no endpoints$/,
    ],
    ['cali:AiGAjSlebATYbmZ2', /^cali:(?!AiGAjSlebATYbmZ2)[A-Za-z0-9_-]{16}$/],
    ['on dmz7', /^on xyz8$/],
    ['rule 12', /^rule 12$/],
    ['ip-10-0-0-1 is up', new RegExp(`^ip-${through('10.0.0.1').replaceAll('.', '-')} is [a-z]{2}$`)],
    ['h\xc3\xa4user', /^[a-z][\xc2-\xf4][\x80-\xbf][a-z]{4}$/],
  ])('%s', (text, pattern) => {
    expect(words(text)).toMatch(pattern);
    expect(words(text)).toBe(words(text));
  });

  it('of any length take no longer for each character', () => {
    const digits = '1'.repeat(40_000);
    expect(words(digits)).toMatch(/^[0189]{40000}$/);
  }, 10_000);

  it('with addresses in them that differ become such that differ', () => {
    const some = [
      '_10.1.2.3',
      '-10-1-2-3',
      '-10-1-2',
      ' 10.1.2.x',
      ':10.1.2.4',
      ' 00-50-56-12-34-56',
      ' 00-50-56-12-34-57',
    ];
    expect(new Set(some.map(words)).size).toBe(some.length);
  });

  it('that differ become such that differ', () => {
    const some = Array.from({ length: 2000 }, (_, index) => index.toString(36).padStart(3, 'q'));
    expect(new Set(some.map(words)).size).toBe(new Set(some).size);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfPlainValue, textOfWord } from '../../grammar/word.js';
import type { OptionType } from '../../src/extension/option.js';
import { matches } from '../../src/matches/registry.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { ruleOptions } from '../../src/ruleset/ruleOptions.js';
import { targets } from '../../src/targets/registry.js';

type Accepting = OptionType<unknown> & Required<Pick<OptionType<unknown>, 'accepts'>>;

const all: ReadonlySet<OptionType<unknown>> = new Set(
  [ruleOptions, ...matches.map(({ options }) => options), ...targets.map(({ options }) => options)]
    .flatMap((options) => Object.values(options as Record<string, { type: OptionType<unknown> }>))
    .map(({ type }) => type),
);
const types = [...all].filter((type): type is Accepting => type.accepts !== undefined);

/** Whether a value is accepted where it stands in a line, and whether it is one. */
function judge(type: Accepting, value: string, isQuoted: boolean, family: Family): [boolean, boolean] {
  const before = '-A C --option 12.1/';
  const line = isQuoted ? `${before}"${value}" 0.9:1,/2` : `${before}${value} 0.9:1,/2`;
  const from = before.length + (isQuoted ? 1 : 0);
  const accepted = type.accepts(line, from, from + value.length, family);
  const reading = type.read([isQuoted ? textOfWord(`"${value}"`) : value], family);
  const isList = reading.ok && Array.isArray(reading.value) && reading.value.length !== 1;
  return [accepted, reading.ok && !(isList && type === ruleOptions.source.type)];
}

/** Types that know what their usual values look like in a dump. */
const patterned = [...all].flatMap((type) =>
  ([4, 6] as const).flatMap((family) => {
    const pattern = type.pattern?.(family);
    return pattern === undefined ? [] : [{ type, family, pattern: new RegExp(`^(?:${pattern})$`) }];
  }),
);

const usual = [
  ...['10.0.0.1', '10.128.57.36/32', '0.0.0.0/0', '192.168.1.1:8080', '255.255.255.255:65535', 'fe80::1/64'],
  ...[
    '0',
    '80',
    '65535',
    '4294967295',
    '999999999',
    '0x4000/0x4000',
    '0xffffffff',
    '0X1f/7',
    '1:2',
    '80,443,8080',
  ],
  ...['eth0', 'cali+', 'KUBE-MARK-MASQ', 'team-1/web:http', 'http', '"', '\\"\\"', 'x'.repeat(255)],
];
const piece = fc.constantFrom(
  ...'0 1 2 3 4 5 6 7 8 9 a b x X . : / , - + \\'.split(' '),
  ' ',
  '256',
  '65536',
  '01',
  '0x',
  '..',
  '32',
  '33',
);

/** A usual value with something put in, or something taken out. */
const value = fc
  .tuple(fc.constantFrom(...usual), fc.nat(), fc.nat(3), fc.array(piece, { maxLength: 3 }))
  .map(([word, at, length, pieces]) => {
    const start = at % (word.length + 1);
    return word.slice(0, start) + pieces.join('') + word.slice(start + length);
  });

test('what is accepted where it stands is a value', () => {
  const property = fc.property(
    value,
    fc.boolean(),
    fc.constantFrom<Family>(4, 6),
    (word, isQuoted, family) => {
      const raw = isQuoted ? word.replace(/(?<!\\)((?:\\\\)*)"|\\$/g, '$1') : word.replace(/[" ]/g, '');
      for (const type of types) {
        const [accepted, isValue] = judge(type, raw, isQuoted, family);
        if (accepted) expect([raw, isValue]).toEqual([raw, true]);
      }
    },
  );
  fc.assert(property, { numRuns: 5000 });
});

test('what looks like a usual value is one', () => {
  let looked = 0;
  const property = fc.property(value, fc.boolean(), (word, isQuoted) => {
    const raw = isQuoted ? `"${word}"` : word;
    for (const { type, family, pattern } of patterned) {
      if (!pattern.test(raw)) continue;
      looked += 1;
      expect([raw, endOfPlainValue(`${raw} x`, 0)]).toEqual([raw, raw.length]);
      // Of two words it is about the first.
      const reading = type.read([textOfWord(raw), ...(type.takes === 2 ? ['src'] : [])], family);
      const isOne =
        reading.ok &&
        !(Array.isArray(reading.value) && type === ruleOptions.source.type && reading.value.length !== 1);
      expect([raw, isOne]).toEqual([raw, true]);
    }
  });
  fc.assert(property, { numRuns: 5000 });
  expect(looked).toBeGreaterThan(5000);
});

test.each<[extension: string, option: string, value: string]>([
  ['tcp', 'dport', '64999'],
  ['udp', 'dport', '53'],
  ['multiport', 'dports', '80,443'],
  ['comment', 'comment', '"team-0/web-0:main cluster IP"'],
  ['comment', 'comment', '"cali:0123456789abcdef"'],
  ['mark', 'mark', '0x4000/0x4000'],
  ['statistic', 'probability', '0.33333333349'],
  ['DNAT', 'to-destination', '10.0.0.1:80'],
  ['MARK', 'set-xmark', '0x10000/0xffffffff'],
])('%s --%s %s looks like a usual value', (extension, option, word) => {
  const { options } = [...matches, ...targets].find(({ name }) => name === extension) ?? { options: {} };
  const type = (options as Record<string, { type: OptionType<unknown> }>)[option]?.type;
  const found = patterned.find((each) => each.type === type && each.family === 4);
  expect(found?.pattern.test(word)).toBe(true);
});

test.each<[name: keyof typeof ruleOptions, value: string]>([
  ['source', '10.128.57.36/32'],
  ['destination', '10.0.0.1'],
  ['in-interface', 'eth0'],
  ['jump', 'KUBE-MARK-MASQ'],
])('%s %s is accepted', (name, word) => {
  expect(judge(ruleOptions[name].type as Accepting, word, false, 4)).toEqual([true, true]);
});

test.each<[extension: string, option: string, value: string]>([
  ['tcp', 'dport', '65535'],
  ['udp', 'dport', '53'],
  ['multiport', 'dports', '80,443'],
  ['comment', 'comment', 'a \\"b\\"'],
  ['mark', 'mark', '0x4000/0x4000'],
  ['DNAT', 'to-destination', '10.0.0.1:80'],
  ['MARK', 'set-xmark', '0x10000/0xffffffff'],
])('%s --%s %s is accepted', (extension, option, word) => {
  const { options } = [...matches, ...targets].find(({ name }) => name === extension) ?? { options: {} };
  const type = (options as Record<string, { type: OptionType<unknown> }>)[option]?.type;
  expect(judge(type as Accepting, word, true, 4)).toEqual([true, true]);
});

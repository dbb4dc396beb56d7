import fc from 'fast-check';

/** A change of a text (latin1), with the pieces and places that a property drew. */
type Change = (text: string) => string;

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Names that every object of JavaScript answers to. */
export const inheritedNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
] as const;

/** What a terminal obeys or hides, as bytes. */
export const terminalPieces: readonly string[] = [
  '\x1b[31m',
  '\x1b]0;title\x07',
  '\x1bc',
  '\x9b31m',
  bytes('\u009b31m'),
  '\x07',
  '\x08\x08\x08',
  '\r',
  '\0',
  '\x7f',
  bytes('\u202e'),
  bytes('\u200b'),
  bytes('\u2028'),
  bytes('\u{e0041}'),
];

const pieces: readonly string[] = [
  ...inheritedNames,
  ...terminalPieces,
  bytes('\ufeff'),
  '\xed\xa0\x80',
  '\xff\xfe',
  '\xc0\xaf',
  bytes('\u00e9\u6771\u{1f600}'),
  ...['\\ud800', '\\u0000', '\\u001b[2J', '\\x1b', '\\', '"', "'", '\\"', '""', '`', '$(id)', '%s', '${x}'],
  ...[
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    ' ',
    '  ',
    '=',
    ':',
    '::',
    ',',
    ',,',
    '-',
    '--',
    '!',
    '/',
    '|',
    '&',
    '*',
    '#',
    '<',
    '>',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    '[[',
    '{"a":',
    '"a":1,',
    'null',
    'true',
    '- ',
    '? ',
    '&a ',
    '*a',
    '<<: *a',
    '!!js/function ',
    '---\n',
    '...\n',
    '|\n',
    '>-\n',
  ],
  ...[
    '0',
    '-1',
    '-0',
    '1e400',
    '1e-400',
    'NaN',
    'Infinity',
    '0x',
    '0xffffffffff',
    '4294967296',
    '99999999999999999999',
    '0.1',
    '08',
  ],
  ...[
    '0.0.0.0/0',
    '255.255.255.255',
    '1.2.3.4/33',
    '0.0.0.1-255.255.255.254',
    '256.0.0.1',
    '::',
    '::/0',
    'fe80::1%eth0',
    '::ffff:1.2.3.4',
    '1.2.3',
  ],
  ...[
    '65536',
    '1-65535',
    '65535:0',
    'tcp:',
    ':80',
    'src=',
    'nomatch',
    'timeout',
    '-A',
    '-j',
    '-m',
    'COMMIT',
    '*filter',
    ':x - [0:0]',
    'create',
    'add',
  ],
  ...['2026-01-01T00:00:00Z', 'IN=', 'SRC=1.2.3.4', 'MARK=0x', 'default/pod', 'svc/default/x', 'kind: Pod'],
];

const place = fc.double({ min: 0, max: 1, noNaN: true });
const piece = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...pieces) },
  { weight: 2, arbitrary: fc.nat(255).map((byte) => String.fromCharCode(byte)) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...pieces), fc.nat(300)).map(([each, count]) => each.repeat(count)),
  },
);

const offset = (text: string, at: number): number => Math.floor(at * (text.length + 1));

/** Exchanges one of the parts that a text falls into. */
function exchange(
  text: string,
  separator: string,
  at: number,
  by: (part: string, all: readonly string[]) => string,
): string {
  const parts = text.split(separator);
  const index = Math.min(parts.length - 1, Math.floor(at * parts.length));
  parts[index] = by(parts[index] ?? '', parts);
  return parts.join(separator);
}

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(place, piece).map(
      ([at, put]) =>
        (text: string) =>
          text.slice(0, offset(text, at)) + put + text.slice(offset(text, at)),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(place, piece).map(
      ([at, put]) =>
        (text: string) =>
          exchange(text, ' ', at, () => put),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, piece).map(
      ([at, put]) =>
        (text: string) =>
          exchange(text, '\n', at, () => put),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, fc.nat(12), piece).map(
      ([at, length, put]) =>
        (text: string) =>
          text.slice(0, offset(text, at)) + put + text.slice(offset(text, at) + length),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, fc.nat(7)).map(
      ([at, bit]) =>
        (text: string) =>
          flipped(text, offset(text, at), bit),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, fc.nat(60)).map(
      ([at, length]) =>
        (text: string) =>
          text.slice(0, offset(text, at)) + text.slice(offset(text, at) + length),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, place).map(
      ([at, other]) =>
        (text: string) =>
          exchange(text, '\n', at, (_, all) => all[Math.floor(other * all.length)] ?? ''),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(place, fc.nat(30)).map(
      ([at, count]) =>
        (text: string) =>
          exchange(text, '\n', at, (line) => Array.from({ length: count }, () => line).join('\n')),
    ),
  },
  { weight: 1, arbitrary: place.map((at) => (text: string) => text.slice(0, offset(text, at))) },
  {
    weight: 2,
    arbitrary: fc.tuple(place, fc.constantFrom(...inheritedNames, ...terminalPieces)).map(
      ([at, name]) =>
        (text: string) =>
          renamed(text, at, name),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(place, fc.constantFrom('[', '{"a":', '- ', '(', '"', 'a,', '  '), fc.nat(600)).map(
      ([at, open, depth]) =>
        (text: string) =>
          text.slice(0, offset(text, at)) + open.repeat(depth) + text.slice(offset(text, at)),
    ),
  },
  { weight: 1, arbitrary: fc.constant((text: string) => text.replaceAll('\n', '\r\n')) },
  { weight: 1, arbitrary: fc.constant((text: string) => bytes('\ufeff') + text) },
);

function flipped(text: string, at: number, bit: number): string {
  return at >= text.length
    ? text
    : text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
}

/** One word of the text, wherever it stands, by another name. */
function renamed(text: string, at: number, name: string): string {
  const words = text.match(/[\w.-]{3,}/g) ?? [];
  const word = words[Math.floor(at * words.length)];
  return word === undefined ? text : text.replaceAll(word, name);
}

/** Texts that were right before some changes, now and then nothing but bytes; latin1. */
export function mutated(seeds: readonly string[]): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([seed, changes]) => changes.reduce((text, each) => each(text).slice(0, longest), seed));
  const noise = fc.uint8Array({ maxLength: 120 }).map((each) => Buffer.from(each).toString('latin1'));
  const soup = fc.array(piece, { maxLength: 20 }).map((each) => each.join('').slice(0, longest));
  return fc.oneof(
    { weight: 18, arbitrary: changed },
    { weight: 1, arbitrary: noise },
    { weight: 1, arbitrary: soup },
  );
}

/** In bytes. Larger texts have tests of their own. */
const longest = 60_000;

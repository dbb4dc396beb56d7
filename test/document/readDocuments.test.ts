import { describe, expect, it } from 'vitest';
import { problemAt } from '../../src/document/document.js';
import type { Value, ValuePath } from '../../src/document/document.js';
import { readDocuments } from '../../src/document/readDocuments.js';

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const read = (text: string): ReturnType<typeof readDocuments> => readDocuments(bytes(text));
const map = (...entries: readonly (readonly [string, Value])[]): Value => new Map(entries);

describe('what a text holds', () => {
  const cases: readonly (readonly [name: string, text: string, documents: readonly Value[]])[] = [
    ['JSON', '{"a":[1,"x",null,true]}', [map(['a', [1, 'x', null, true]])]],
    ['JSON behind a byte order mark', '\ufeff [1]', [[1]]],
    ['YAML', 'a:\n  - 1\n  - x\n', [map(['a', [1, 'x']])]],
    ['several documents', 'a: 1\n---\nb: 2\n', [map(['a', 1]), map(['b', 2])]],
    ['several of JSON', '{"a": "}"}\n[1, {"b": []}]{}\n', [map(['a', '}']), [1, map(['b', []])], map()]],
    ['nothing', '', []],
    ['comments alone', '# nothing\n---\n# nor here\n', []],
    [
      'words that were booleans once stay words',
      'a: no\nb: 02:42:ac:11:00:02',
      [map(['a', 'no'], ['b', '02:42:ac:11:00:02'])],
    ],
    ['keys are text', '80: x', [map(['80', 'x'])]],
    ['an alias', 'a: &p {x: 1}\nb: *p', [map(['a', map(['x', 1])], ['b', map(['x', 1])])]],
    [
      'keys that every object has',
      '{"__proto__":{"x":1},"constructor":2}',
      [map(['__proto__', map(['x', 1])], ['constructor', 2])],
    ],
    [
      'the same in YAML',
      '__proto__: {x: 1}\nconstructor: 2',
      [map(['__proto__', map(['x', 1])], ['constructor', 2])],
    ],
    ['text as bytes', 'é: "\\u00e0"', [map([bytes('é'), bytes('à')])]],
  ];
  it.each(cases)('%s', (_, text, documents) => {
    const reading = read(text);
    expect(reading.problems).toEqual([]);
    expect(reading.documents.map(({ value }) => value)).toEqual(documents);
  });
});

describe('what is wrong', () => {
  const cases: readonly (readonly [name: string, text: string, code: string, place: string | undefined])[] = [
    ['JSON that ends early', '{"a": [1, 2', 'yaml-syntax', '1:12'],
    ['JSON of a program that ends early', `[${'1,'.repeat(600_000)}`, 'json-syntax', undefined],
    ['JSON without a comma', '{\n  "a": 1\n  "b": 2}', 'yaml-syntax', '2:8'],
    ['a key twice in JSON', '{"a": 1,\n "a": 2}', 'key-twice', '2:2'],
    ['a key twice in YAML', 'a: 1\nb: 2\na: 3\n', 'key-twice', '3:1'],
    ['several of JSON, a key twice in the second', '{"a": 1}\n{"b": 1,\n "b": 2}', 'key-twice', '3:2'],
    ['several of JSON, one not whole', '{"a": 1}\n{"b": 1', 'yaml-syntax', '2:1'],
    ['several of JSON, a word between', '{"a": 1}\nand\n{"b": 1}', 'yaml-syntax', '2:1'],
    ['YAML that is not closed', 'a: "x\n', 'yaml-syntax', '2:1'],
    ['a line that ends in a carriage return', '" \r', 'yaml-syntax', '1:3'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'yaml-syntax', '2:1'],
    ['deep nesting in JSON', '['.repeat(5000) + ']'.repeat(5000), 'too-deep', undefined],
    ['deep nesting in YAML', `a: ${'['.repeat(100_000)}`, 'too-deep', undefined],
    ['deep nesting in blocks', '- '.repeat(50_000) + 'a', 'too-deep', undefined],
    [
      'aliases that multiply',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, at) => {
          const before = 'abcdef'[at] ?? '';
          return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
        }),
      ].join('\n'),
      'too-many-aliases',
      '1:1',
    ],
  ];
  it.each(cases)('%s', (_, text, code, place) => {
    const [problem] = read(text).problems;
    expect(problem?.code).toBe(code);
    expect(problem?.line === undefined ? undefined : `${problem.line}:${problem.column}`).toBe(place);
  });

  it.each([
    '{"a": [1, 2',
    '{"version": 1, "flows": [{"packet": {"src": "10.0.0.1"',
    '[\n{"a": "x',
    'a: [{b: ["c", {d:',
  ])('what is cut off is told once: %j', (text) => {
    const { problems } = read(text);
    expect(problems.map(({ code }) => code)).toEqual(['yaml-syntax']);
  });

  it('a file of something else is quoted in part', () => {
    const { problems } = read(`*raw\n:A ACCEPT [0:0]\n# a dump\n*nat\n:${'X'.repeat(300)} - [0:0]\nCOMMIT\n`);
    expect(Math.max(...problems.map(({ message }) => message.length))).toBeLessThan(200);
  });

  it.each([
    [
      'at the margin',
      'kind: A\nitems: []\nkind: B\n',
      'if another document begins here, put a line --- before it',
    ],
    ['further in', 'a:\n  b: 1\n  b: 2\n', undefined],
  ])('a key twice in YAML, %s: what may have been meant', (_, text, hint) => {
    expect(read(text).problems.map((problem) => problem.hint)).toEqual([hint]);
  });

  it('bytes that are not UTF-8', () => {
    expect(readDocuments('a: 1\nb: \xff\n').problems).toEqual([
      { severity: 'error', code: 'not-utf8', message: 'this text is not UTF-8', line: 2, excerpt: 'b: \xff' },
    ]);
  });
});

describe('the place of a part', () => {
  const yaml = 'flows:\n  - name: one\n    packet: { dport: 80 }\n  - name: "é"; x\n';
  const json = '{"flows": [\n  {"name": "one", "packet": {"dport": 80}}\n]}';
  const cases: readonly (readonly [text: string, path: ValuePath, place: string, marked: string])[] = [
    [yaml.replace('; x', ''), ['flows', 0, 'packet', 'dport'], '3:15', 'dport'],
    [yaml.replace('; x', ''), ['flows', 1], '4:5', 'name'],
    [yaml.replace('; x', ''), ['flows', 0, 'missing'], '2:5', 'name'],
    ['a: é b\nc: 1', ['a'], '1:1', 'a'],
    ['[é, {b: 1}]'.replace('[', 'x: ['), ['x', 1, 'b'], '1:10', 'b'],
    [json, ['flows', 0, 'packet', 'dport'], '2:30', '"dport"'],
    [json, [], '1:1', ' '],
    [`{"x": 1}\n${json}`, ['x'], '1:2', '"x"'],
  ];
  it.each(cases)('%j %j', (text, path, place, marked) => {
    const [document] = read(text).documents;
    if (document === undefined) throw new Error('nothing was read');
    const { line, column, length } = document.place(path);
    expect(`${line}:${column}`).toBe(place);
    expect(length).toBe(marked.length);
  });

  it('in the second of several JSON texts is that in all of them', () => {
    const second = read(`{"x": 1}\n${json}`).documents[1];
    expect(second?.place(['flows', 0, 'packet', 'dport'])).toMatchObject({ line: 3, column: 30 });
  });

  it('in a long line is the same whatever was asked for before', () => {
    const line = JSON.stringify(
      Array.from({ length: 50 }, (_, at) => ({ é: `${'ü'.repeat(at % 3)}€`, x: at })),
    );
    const paths: readonly ValuePath[] = Array.from({ length: 200 }, (_, at) => [
      (at * 37) % 50,
      at % 2 === 0 ? 'x' : bytes('é'),
    ]);
    const alone = paths.map((path) => read(line).documents[0]?.place(path));
    const [document] = read(line).documents;
    expect(paths.map((path) => document?.place(path))).toEqual(alone);
    expect(
      alone.map((place) => place?.excerpt.slice(place.column - 1, place.column - 1 + place.length)),
    ).toEqual(paths.map(([, key]) => `"${String(key)}"`));
  });

  it('a problem has it', () => {
    const [document] = read('version: 2').documents;
    if (document === undefined) throw new Error('nothing was read');
    const problem = { severity: 'error', code: 'unknown-version', message: 'what is this' } as const;
    expect(problemAt(document, ['version'], problem)).toEqual({
      ...problem,
      line: 1,
      column: 1,
      length: 7,
      excerpt: 'version: 2',
    });
  });
});

describe('a long list', () => {
  const items = Array.from({ length: 1200 }, (_, at) =>
    at % 100 === 7
      ? `- # a comment of its own\n  name: "one ${at}"\n  text: |\n    - no item\n    flows:\n`
      : `- { name: one ${at}, é: [${at}, x] }\n${at % 90 === 0 ? '# a comment between\n\n  # another\n' : ''}`,
  ).join('');
  const under = items.replaceAll(/^(?=.)/gm, '  ');
  /** What stands behind this word may reach anywhere, so that the list is read as a whole. */
  const whole = (text: string): string => `${text}# see &anchor\n`;
  const values = (text: string): unknown => {
    const { documents, problems } = read(text);
    const paths = [0, 1, 255, 256, 257, 258, 300, 1197, 1198, 1199, 1200].flatMap(
      (at): readonly ValuePath[] => [
        ['flows', at, 'name'],
        ['flows', at, bytes('é'), 1],
        [at],
        [at, 'name', 'x'],
      ],
    );
    return [
      problems,
      documents.map((one) => [one.value, [['version'], ...paths].map((path) => one.place(path))]),
    ];
  };

  it.each([
    ['that is the document', items],
    ['under a key', `version: 1\nflows:\n${under}more: 1\n`],
    ['under a key, as far to the left', `version: 1\nflows:\n${items}more: [1]\n`],
    ['and another', `flows:\n${under}more:\n${under}`],
    ['in several documents', `a: 1\n---\n${items}---\nflows:\n${under}...\n---\nb: 1\n`],
    ['of lists', items.replaceAll(/^-/gm, '- -').replaceAll(/^(?= )/gm, '  ')],
    ['that ends in an empty item', `${items}-\n-\n`],
    ['with a comment behind', `flows:\n${under}  # the end\n# of it\n`],
    ['with something wrong at its begin', `flows:\n  - { a: 1, a: 2 }\n${under}`],
    ['with something wrong in it', `flows:\n${under.replace('{ name: one 700', '{ name: "one 700')}`],
    ['with something wrong behind', `flows:\n${under}more: "a" b\n`],
    ['with a tag that nobody knows', `flows:\n${under.replace('x] }', 'x], y: !mine z }')}`],
    ['with carriage returns', `flows:\n${under}`.replaceAll('\n', '\r\n')],
    ['with a key that is a list', `flows: 1\n? ${items.replaceAll(/^(?=.)/gm, '  ').slice(2)}: 1\n`],
    ['that is too deep', `flows:\n${under.replace('one 900', '['.repeat(300))}`],
  ])('%s is what it is as a whole', (_, text) => {
    expect(values(text)).toEqual(values(whole(text)));
  });

  it('is all there', () => {
    const [{ value } = { value: null }] = read(`version: 1\nflows:\n${under}`).documents;
    const flows = value instanceof Map ? (value as ReadonlyMap<string, Value>).get('flows') : undefined;
    expect(Array.isArray(flows) ? flows.length : flows).toBe(1200);
  });
});

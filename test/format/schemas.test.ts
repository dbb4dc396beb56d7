import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formSamples } from './formSamples.js';
import { complaintsAbout, complaintsOf, schemas } from './published.js';

const root = new URL('../../', import.meta.url);
const samples = await formSamples();

/** Every object in a value, with where it is: `packet`, or `paths[]` in a list. */
function objectsIn(value: unknown, where = ''): readonly (readonly [where: string, object: object])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => objectsIn(each, `${where}[]`));
  return [[where, value], ...Object.entries(value).flatMap(([key, each]) => objectsIn(each, key))];
}

/** Objects of the samples that may have any further key, and keys that may be missing. */
function looseEnds(format: string): {
  readonly open: readonly string[];
  readonly optional: readonly string[];
} {
  const open = new Set<string>();
  const optional = new Set<string>();
  for (const sample of samples.get(format) ?? []) {
    const whole = structuredClone(sample);
    for (const [where, object] of objectsIn(whole)) {
      const valid = { ...object };
      Object.assign(object, { unheardOf: 1 });
      if (complaintsOf(whole).length === 0) open.add(where);
      Reflect.deleteProperty(object, 'unheardOf');
      for (const key of Object.keys(valid)) {
        Reflect.deleteProperty(object, key);
        if (complaintsOf(whole).length === 0) optional.add(`${where}.${key}`);
        Object.assign(object, valid);
      }
    }
  }
  return { open: [...open].sort(), optional: [...optional].sort() };
}

const ofTrace = [
  '.names .sighting changes.destination changes.mark changes.outInterface changes.source changes.ttl',
  'connection.original connection.reply hops[].changes hops[].connection hops[].outInterface logged.visit',
  'named[].namespace named[].port named[].resource original.destinationPort original.sourcePort',
  'packet.connectionMark packet.destination packet.destinationPort packet.inInterface packet.outInterface',
  'packet.source packet.sourceMac packet.sourcePort packet.tcpFlags paths[].chance paths[].reply',
  'reply.destinationPort reply.sourcePort sighting.logged steps[].assumptions steps[].misses steps[].notes',
  'steps[].returnsTo steps[].to',
].join(' ');
const ofProblem = ['column', 'excerpt', 'length', 'line'];
const ofRows = 'interfaces.in interfaces.out names.ctState ranges.destination ranges.destinationPort';

/** Keys of the samples that may be missing; but for those that they share with a trace. */
const optional: readonly (readonly [format: string, keys: string])[] = [
  ['calitrace.diff', `${ofRows} ranges.protocol ranges.source`],
  [
    'calitrace.explain',
    `askedBy[].meaning bits[].set callers[].meaning explanations[].given explanations[].holds explanations[].passed explanations[].story
    explanations[].value rule.meaning rules[].meaning story.detail`,
  ],
  [
    'calitrace.lint',
    [...ofProblem, 'expected', 'hint']
      .sort()
      .map((key) => `problems[].${key}`)
      .join(' '),
  ],
  ['calitrace.lint-baseline', ''],
  ['calitrace.packet-error', [...ofProblem, 'source'].map((key) => `problem.${key}`).join(' ')],
  [
    'calitrace.parse',
    `chains[].counters chains[].line chains[].policy problems[].column problems[].excerpt problems[].expected problems[].hint problems[].length
    problems[].line rules[].counters tables[].line tables[].name`,
  ],
  [
    'calitrace.path',
    'end.outInterface legs[].onward path.chance premises[].node ways[].answer ways[].chance',
  ],
  ['calitrace.reach', `${ofRows} ranges.protocol`],
  [
    'calitrace.snapshot',
    '.host .kernel .missing .redacted .sysctls .takenAt outputs[].command outputs[].errors outputs[].status',
  ],
  ['calitrace.test', 'flows[].trace'],
  ['calitrace.trace', ''],
  ['calitrace.verify', ''],
];

describe('the published schemas', () => {
  it('are one for each form, and their page lists them', () => {
    const page = readFileSync(new URL('docs/json.md', root), 'utf8');
    const listed = [...page.matchAll(/^\| `(calitrace\.[\w-]+)` \|.*\]\(schemas\/([\w.-]+)\) \|$/gm)];
    expect(listed.map(([, , file]) => file)).toEqual(listed.map(([, format]) => `${format}.schema.json`));
    expect(listed.map(([, format]) => format).sort()).toEqual([...schemas.keys()].sort());
    expect([...samples.keys()].sort()).toEqual([...schemas.keys()].sort());
  });

  it('are one for each form that the program names', () => {
    const named = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(new URL(`src/${file}`, root), 'utf8').matchAll(
          /\b(?:format:|format =|\w+Format =) '(calitrace\.[\w-]+)'/g,
        ),
      ])
      .map(([, format]) => format);
    expect([...new Set(named)].sort()).toEqual([...schemas.keys()].sort());
  });

  it('are schemas of their own names', () => {
    expect([...schemas].map(([format, schema]) => [format, (schema as { $id?: unknown }).$id])).toEqual(
      [...schemas.keys()].map((format) => [
        format,
        `urn:calitrace:schema:${format.slice('calitrace.'.length)}:1`,
      ]),
    );
  });
});

describe.each(optional)('%s', (format, keys) => {
  const { open, optional: found } = looseEnds(format);

  it('holds what the program prints', () => {
    expect((samples.get(format) ?? []).flatMap(complaintsOf)).toEqual([]);
  });

  it('refuses a key that no release has had, but in files that are read', () => {
    const read: Readonly<Record<string, readonly string[]>> = {
      'calitrace.lint-baseline': ['', 'findings[]'],
      'calitrace.snapshot': ['', 'outputs[]'],
    };
    expect(open).toEqual(read[format] ?? []);
  });

  it('refuses a value without any key but these', () => {
    const shared = new Set(format === 'calitrace.trace' ? [] : ofTrace.split(' '));
    const expected = format === 'calitrace.trace' ? ofTrace : keys;
    expect(found.filter((key) => !shared.has(key))).toEqual(
      expected.split(/\s+/).filter((key) => key !== ''),
    );
  });

  it('refuses another version, and values of another kind', () => {
    for (const sample of samples.get(format) ?? []) {
      expect(complaintsOf({ ...(sample as object), version: 2 })).not.toEqual([]);
      for (const key of Object.keys(sample as object))
        expect(complaintsOf({ ...(sample as object), [key]: Number.NaN })).not.toEqual([]);
    }
  });
});

describe('what is printed', () => {
  const trace = JSON.stringify(samples.get('calitrace.trace')?.[0]);

  it.each<[name: string, text: string, complaints: number]>([
    ['one value', trace, 0],
    ['a value in each line', `${trace}\n${trace}\n`, 0],
    ['lines of which the last is cut off', `${trace}\n${trace.slice(0, 100)}`, 0],
    [
      'lines of which one is not as it should be',
      `${trace}\n${trace.replace('"complete"', '"Complete"')}\n`,
      1,
    ],
    ['a value that is not', JSON.stringify({ format: 'calitrace.lint', version: 1 }, null, 2), 1],
    ['a form that has no schema', '{"format":"calitrace.new"}\n', 1],
    ['something else', '# Generated by iptables-save\n', 0],
  ])('%s', (_name, text, complaints) => {
    expect(complaintsAbout(text)).toHaveLength(complaints);
  });
});

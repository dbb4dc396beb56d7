import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { colourFor } from '../../../src/format/colour.js';
import { lintToGithub } from '../../../src/format/lint/github.js';
import { writeJson } from '../../../src/format/jsonText.js';
import { lintToJson } from '../../../src/format/lint/json.js';
import { lintToJunit } from '../../../src/format/lint/junit.js';
import type { LintRun } from '../../../src/format/lint/lintedDump.js';
import { lintToSarif } from '../../../src/format/lint/sarif.js';
import { formatLintText } from '../../../src/format/lint/text.js';
import { lintRun } from '../samples/lintRun.js';

const formats: Readonly<Record<string, (run: LintRun) => string>> = {
  json: ({ dumps }) => writeJson(lintToJson(dumps)),
  sarif: lintToSarif,
  github: lintToGithub,
  junit: lintToJunit,
  text: ({ dumps }) => formatLintText(dumps, { width: 80, colour: colourFor(false), verbose: false }),
};

const nothing: LintRun = { ...lintRun, dumps: [] };
const control = /[^\n -~\u00a0-\uffff]/;

describe.each(Object.entries(formats))('lint as %s', (name, format) => {
  it('is what it was', async () => {
    await expect(format(lintRun)).toMatchFileSnapshot(`../snapshots/lint.${name}.txt`);
  });
  it('holds nothing that a terminal obeys', () => {
    expect(control.exec(format(lintRun))).toBeNull();
  });
});

describe('SARIF', () => {
  const { resolve } = createRequire(import.meta.url);
  const read = (path: string): object => JSON.parse(readFileSync(resolve(path), 'utf8')) as object;
  const validate = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore' })
    .addMetaSchema(read('ajv/lib/refs/json-schema-draft-04.json'))
    .compile(read('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

  it.each([
    ['a run', lintRun],
    ['nothing', nothing],
  ])('%s is as the schema has it', (_name, run) => {
    validate(JSON.parse(lintToSarif(run)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would be refused if it were not', () => {
    const log = JSON.parse(lintToSarif(lintRun)) as { runs: [{ results: [{ level: string }] }] };
    log.runs[0].results[0].level = 'fatal';
    expect(validate(log)).toBe(false);
  });
});

describe('JUnit', () => {
  interface Seen {
    readonly tags: readonly string[];
    readonly attributes: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  }
  const read = (text: string): Seen => {
    const tags: string[] = [];
    const attributes: Record<string, Readonly<Record<string, string>>[]> = {};
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes: own }) => {
      tags.push(name);
      (attributes[name] ??= []).push(own);
    });
    parser.write(text).close();
    return { tags, attributes };
  };

  it('is XML that says what the run found', () => {
    const { tags, attributes } = read(lintToJunit(lintRun));
    const count = (tag: string): number => tags.filter((one) => one === tag).length;
    expect(attributes['testsuites']).toEqual([
      { name: 'calitrace lint', tests: String(count('testcase')), failures: '2', errors: '1' },
    ]);
    // The note is below what makes the run fail.
    expect([count('failure'), count('error'), count('skipped'), count('system-out')]).toEqual([2, 1, 1, 1]);
    expect(attributes['testcase']?.[0]?.['name']).toBe('shadowed-rule: filter cali-pi-default/x rule 2');
  });

  it('fails as the run does', () => {
    const failures = (failOn: LintRun['failOn']): number =>
      read(lintToJunit({ ...lintRun, failOn })).tags.filter((tag) => tag === 'failure').length;
    expect((['never', 'error', 'warning', 'note'] as const).map(failures)).toEqual([0, 1, 2, 3]);
  });
});

describe('text', () => {
  const [dump] = lintRun.dumps;
  const of = (...rules: readonly string[]): string => {
    const finding = dump?.findings[0];
    const findings = finding === undefined ? [] : rules.map((rule) => ({ ...finding, rule }));
    const dumps = dump === undefined ? [] : [{ ...dump, findings, undecided: [] }];
    return formatLintText(dumps, { width: 60, colour: colourFor(false), verbose: false });
  };
  it.each<[string, readonly string[], readonly string[]]>([
    ['few findings', ['a', 'b'], []],
    ['many of one lint rule', Array<string>(11).fill('a'), []],
    ['many', [...Array<string>(4).fill('a'), ...Array<string>(7).fill('b')], ['by lint rule: 7 b, 4 a']],
  ])('how many of each lint rule: %s', (_name, rules, lines) => {
    expect(of(...rules).match(/^by lint rule: .*$/gm) ?? []).toEqual(lines);
  });
  it('a rule is there to its end', () => {
    expect(of('a').split('\n').slice(3, 5)).toEqual([
      '    -A cali-pi-default/x -p tcp -m comment --comment "100%,',
      `      <b>&'q'</b>" -j ACCEPT`,
    ]);
  });
});

describe('workflow commands', () => {
  it('are one line each, and text cannot begin another', () => {
    const lines = lintToGithub(lintRun).trimEnd().split('\n');
    expect(lines.map((line) => /^::(error|warning|notice) file=[^:]+::/.test(line))).toEqual(
      lines.map(() => true),
    );
    expect(lines).toHaveLength(7);
  });
  it('are none where nothing was found', () => {
    expect(lintToGithub(nothing)).toBe('');
  });
});

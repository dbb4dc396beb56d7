import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filter } from '../lint/lintCases.js';
import { run } from './run.js';
import type { Surroundings } from './run.js';

const shadowed = filter(`
  -A FORWARD -j mine
  -A mine -s 10.0.0.0/8 -j RETURN
  -A mine -s 10.1.0.0/16 -j ACCEPT`);
const clean = filter(`-A FORWARD -s 10.0.0.0/8 -j DROP`);
const photo = '\u00ff\u00d8\u00ff not a dump';
const only = '--rule shadowed-rule=warning';

interface Case {
  readonly line: string;
  readonly around?: Surroundings;
  readonly status: number;
  /** All of it, or a part. */
  readonly stdout?: string | RegExp;
  readonly stderr?: string | RegExp;
}

function config(
  contents: unknown,
  path = '/home/somebody/calitrace.config.json',
): Readonly<Record<string, string>> {
  return { [path]: typeof contents === 'string' ? contents : JSON.stringify(contents, null, 2) };
}

const cases: Readonly<Record<string, Case>> = {
  'nothing found': { line: 'lint', around: { stdin: clean }, status: 0, stdout: 'nothing found\n' },
  'a rule that cannot be read is in the sum': {
    line: 'lint',
    around: { stdin: clean.replace('COMMIT', '-A FORWARD --nonsense\nCOMMIT') },
    status: 0,
    stdout: 'nothing found in what could be read, 1 error in reading\n',
    stderr: /knows "--nonsense"/,
  },
  'and fails where that is asked': {
    line: 'lint --strict --format json',
    around: { stdin: clean.replace('COMMIT', '-A FORWARD --nonsense\nCOMMIT') },
    status: 2,
    stdout: /"findings": \[\]/,
    stderr: /knows "--nonsense"/,
  },
  'a sound dump is no error': {
    line: 'lint --strict',
    around: { stdin: clean },
    status: 0,
    stdout: 'nothing found\n',
  },
  'a warning does not fail': { line: 'lint', around: { stdin: shadowed }, status: 0, stdout: /^1 warning$/m },
  'a warning fails where that is asked': {
    line: 'lint --fail-on warning',
    around: { stdin: shadowed },
    status: 1,
    stdout: /mine rule 2 \[shadowed-rule]/,
  },
  'a lint rule made an error': {
    line: 'lint --rule shadowed-rule=error',
    around: { stdin: shadowed },
    status: 1,
    stdout: /^1 error$/m,
  },
  'a lint rule left off': {
    line: 'lint --rule shadowed-rule=off --fail-on note',
    around: { stdin: shadowed },
    status: 0,
    stdout: 'nothing found\n',
  },
  'several dumps': {
    line: 'lint a.save b.save',
    around: { files: { 'a.save': shadowed, 'b.save': clean } },
    status: 0,
    stdout: /^a\.save:8: warning: [\s\S]*^1 warning, in 2 dumps$/m,
  },
  'one that is no dump: the others are linted': {
    line: 'lint photo.jpg nothing.save a.save --fail-on warning',
    around: { files: { 'photo.jpg': photo, 'a.save': shadowed } },
    status: 2,
    stdout: /^a\.save:8: warning: [\s\S]*^1 warning, 2 dumps not linted, in 3 dumps$/m,
    stderr: /cannot read nothing\.save: there is no such file/,
  },
  'nothing but what is no dump': {
    line: 'lint photo.jpg',
    around: { files: { 'photo.jpg': photo } },
    status: 2,
    stdout: '',
    stderr: /photo\.jpg/,
  },
  'no dump, in a machine format': {
    line: 'lint --format json photo.jpg',
    around: { files: { 'photo.jpg': photo } },
    status: 2,
    stdout: /"unusable": \[\n {4}\{\n {6}"dump": "photo\.jpg"/,
  },
  'standard input twice': {
    line: 'lint - -',
    around: { stdin: clean },
    status: 2,
    stderr: /can be read once/,
  },
  'no such severity': {
    line: 'lint --rule shadowed-rule=bad',
    status: 2,
    stderr: /is not NAME=error, warning, note or off/,
  },
  'no such lint rule': {
    line: 'lint --rule shadow-rule=off',
    status: 2,
    stderr: 'calitrace: --rule: there is no lint rule "shadow-rule": did you mean shadowed-rule?\n',
  },
  'the configuration upwards': {
    line: 'lint',
    around: {
      stdin: shadowed,
      workingDirectory: '/home/somebody/nodes/deep',
      files: config({ lint: { failOn: 'warning' } }, '/home/somebody/calitrace.config.json'),
    },
    status: 1,
  },
  'the nearest configuration': {
    line: 'lint',
    around: {
      stdin: shadowed,
      workingDirectory: '/home/somebody/nodes',
      files: {
        ...config({ lint: { failOn: 'warning' } }, '/calitrace.config.json'),
        ...config({ lint: { failOn: 'never' } }, '/home/somebody/calitrace.config.json'),
      },
    },
    status: 0,
  },
  'no configuration': {
    line: 'lint --no-config',
    around: { stdin: shadowed, files: config({ lint: { failOn: 'warning' } }) },
    status: 0,
  },
  'a configuration that was given': {
    line: 'lint --config strict.json',
    around: {
      stdin: shadowed,
      files: { ...config('not read'), 'strict.json': '{"lint":{"rules":{"shadowed-rule":"error"}}}' },
    },
    status: 1,
  },
  'options win over the configuration': {
    line: `lint ${only} --fail-on error`,
    around: {
      stdin: shadowed,
      files: config({ lint: { failOn: 'note', rules: { 'shadowed-rule': 'error' } } }),
    },
    status: 0,
    stdout: /^1 warning$/m,
  },
  'a configuration that is no JSON': {
    line: 'lint',
    around: { stdin: clean, files: config('{\n  "lint": {\n    "failOn" "error"\n  }\n}') },
    status: 2,
    stderr:
      /^\/home\/somebody\/calitrace\.config\.json:3:14: error: this is neither JSON nor YAML.*\n +"failOn" "error"\n {17}\^\ncalitrace: .* cannot be used\n$/,
  },
  'a configuration that ends early': {
    line: 'lint',
    around: { stdin: clean, files: config('{\n  "lint": {') },
    status: 2,
    stderr: /calitrace\.config\.json:2:1\d: error: this is neither JSON nor YAML/,
  },
  'an unknown key': {
    line: 'lint',
    around: { stdin: clean, files: config('{\n  "lint": {\n    "failon": "error"\n  }\n}') },
    status: 2,
    stderr:
      '/home/somebody/calitrace.config.json:3:5: error: "failon" is no key here [config-file]\n        "failon": "error"\n        ^~~~~~~~\n  hint: did you mean failOn?\ncalitrace: /home/somebody/calitrace.config.json cannot be used\n',
  },
  'an unknown lint rule in it': {
    line: 'lint',
    around: { stdin: clean, files: config('{"lint": {"rules":\n {"shadow-rule": "off"}}}') },
    status: 2,
    stderr: /:2:3: error: there is no lint rule "shadow-rule"[^]*hint: did you mean shadowed-rule\?/,
  },
  'a severity that is none in it': {
    line: 'lint',
    around: { stdin: clean, files: config('{"lint": {"rules": {"shadowed-rule": "bad"}}}') },
    status: 2,
    stderr:
      /:1:21: error: "bad" is nothing that "shadowed-rule" takes[^]*expected: error, warning, note, off/,
  },
  'a key twice': {
    line: 'lint',
    around: { stdin: clean, files: config('{"lint": {"failOn": "error", "failOn": "never"}}') },
    status: 2,
    stderr: /:1:30: error: "failOn" stands here for the second time/,
  },
  'a configuration of another shape': {
    line: 'lint',
    around: { stdin: clean, files: config('[1, {"lint": 2}]') },
    status: 2,
    stderr: /:1:1: error: a configuration is a mapping/,
  },
  'an empty configuration': {
    line: 'lint',
    around: { stdin: clean, files: config('') },
    status: 2,
    stderr: /calitrace\.config\.json: error: there is nothing in this file/,
  },
  'several mistakes in it are told together': {
    line: 'lint',
    around: {
      stdin: clean,
      files: config('{"lint": {"fail": 1, "failOn": 7, "rules": [], "baseline": {}}}'),
    },
    status: 2,
    stderr:
      /"fail" is no key[^]*this is nothing that "failOn" takes[^]*"rules" is no mapping[^]*"baseline" is no text/,
  },
  'a configuration in YAML': {
    line: 'lint --config strict.yaml',
    around: {
      stdin: shadowed,
      files: {
        'strict.yaml': 'lint:\n  # all of them\n  failOn: warning\n  rules: { shadowed-rule: error }\n',
      },
    },
    status: 1,
    stdout: /^1 error$/m,
  },
  'a configuration that may not be read': {
    line: 'lint',
    around: { stdin: clean, files: { '/home/calitrace.config.json': { code: 'EACCES' } } },
    status: 2,
    stderr:
      /cannot read \/home\/calitrace\.config\.json: this user may not read it \(without it: --no-config\)/,
  },
  'no page of that name': {
    line: 'lint --explain shadow',
    status: 2,
    stderr: /--explain: there is no lint rule "shadow"/,
  },
  'a page': {
    line: 'lint --explain shadowed-rule',
    status: 0,
    stdout: /^# shadowed-rule\n\n## What it flags\n/,
  },
  'the list': {
    line: 'lint --list --rule shadowed-rule=off',
    status: 0,
    stdout: /^shadowed-rule +off +A rule that no packet can match/m,
  },
  'a baseline without a name': {
    line: 'lint --write-baseline',
    around: { stdin: clean },
    status: 2,
    stderr: /give --baseline FILE/,
  },
  'a baseline in a folder that is not there': {
    line: 'lint --baseline new/known.json --write-baseline',
    around: { stdin: clean, files: { 'new/known.json': { code: 'ENOENT' } } },
    status: 2,
    stderr: /cannot write new\/known\.json: there is no such folder$/m,
  },
  'a baseline that may not be written': {
    line: 'lint --baseline known.json --write-baseline',
    around: { stdin: clean, files: { 'known.json': { code: 'EACCES' } } },
    status: 2,
    stderr: /cannot write known\.json: this user may not write it$/m,
  },
  'a baseline that is not there': {
    line: 'lint --baseline known.json',
    around: { stdin: clean },
    status: 2,
    stderr: /cannot read known\.json: there is no such file \(--write-baseline makes it\)/,
  },
  'a baseline that is none': {
    line: 'lint --baseline known.json',
    around: { stdin: clean, files: { 'known.json': '{"format": "other"}' } },
    status: 2,
    stderr: /known\.json:1:1: error: this is no baseline/,
  },
  'a dump as a baseline': {
    line: 'lint --baseline known.save --write-baseline',
    around: { stdin: clean, files: { 'known.save': shadowed } },
    status: 2,
    stderr: /^calitrace: --baseline: known\.save is a dump of rules; give the file that/,
  },
  'a dump as a configuration': {
    line: 'lint --config known.save',
    around: { stdin: clean, files: { 'known.save': shadowed } },
    status: 2,
    stderr: /^calitrace: --config: known\.save is a dump of rules; give a configuration file/,
  },
};

describe('a dump with more than one table of a name', () => {
  const rules = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -j DROP\n-A INPUT -p tcp -j ACCEPT\nCOMMIT\n';
  const by = (program: string): string =>
    `# Generated by ${program} v1.8.9${program.includes('nft') ? ' (nf_tables)' : ''} on Mon Jan  1 00:00:00 2024\n${rules}`;

  it.each([
    [['iptables-save'], ['filter INPUT rule 2']],
    [
      ['iptables-save', 'ip6tables-save'],
      ['IPv4 filter INPUT rule 2', 'IPv6 filter INPUT rule 2'],
    ],
    [
      ['iptables-save', 'iptables-nft-save'],
      ['filter (legacy) INPUT rule 2', 'filter (nft) INPUT rule 2'],
    ],
    [
      ['ip6tables-nft-save', 'iptables-save'],
      ['IPv6 filter INPUT rule 2', 'IPv4 filter INPUT rule 2'],
    ],
  ])('of %j says which is meant', async (programs, places) => {
    const { stdout } = await run('lint', { stdin: programs.map(by).join('') });
    const heads = stdout
      .split('\n')
      .flatMap((line) => /error: (.*) \[deny-before-allow\]/.exec(line)?.[1] ?? []);
    expect(heads).toEqual(expect.arrayContaining(places));
    expect(heads.length).toBe(places.length);
  });
});

describe('calitrace lint', () => {
  it.each(Object.entries(cases))('%s', async (_name, { line, around, status, stdout, stderr }) => {
    const result = await run(line, around);
    for (const [found, wanted] of [
      [result.stdout, stdout],
      [result.stderr, stderr],
    ] as const) {
      if (typeof wanted === 'string') expect(found).toBe(wanted);
      else if (wanted !== undefined) expect(found).toMatch(wanted);
    }
    expect(result.status, result.stderr).toBe(status);
  });
});

describe('docs/lint.md', () => {
  const page = readFileSync(new URL('../../docs/lint.md', import.meta.url), 'utf8');
  const longOptions = (text: string, lines: RegExp): readonly string[] =>
    [...text.matchAll(lines)].flatMap(([line]) => line.match(/--[a-z][\w-]*/g) ?? []);

  it('has every option of --help in its table, and no other', async () => {
    const { stdout } = await run('lint --help', { columns: 200 });
    const inHelp = new Set(longOptions(stdout, /^ {2}(?:-\w, )?--[\w-]+/gm));
    inHelp.delete('--help');
    const [table = ''] = /^\| option \|[^]*?\n\n/m.exec(page) ?? [];
    expect(longOptions(table, /^\| [^|]*/gm).toSorted()).toEqual([...inHelp].toSorted());
  });

  it('shows a configuration that can be used', async () => {
    const [, json = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
    const files = {
      'c.json': json,
      'firewall-baseline.json': '{"format":"calitrace.lint-baseline","version":1,"findings":[]}',
    };
    expect(await run('lint --config c.json', { stdin: shadowed, files })).toMatchObject({
      status: 1,
      stderr: '',
    });
  });

  it('has every key of the JSON form', async () => {
    const { stdout } = await run('lint --format json', { stdin: shadowed });
    const whole = JSON.parse(stdout) as { readonly findings: readonly [object] };
    const keys = [...Object.keys(whole), ...Object.keys(whole.findings[0])];
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});

describe('a bar on stderr', () => {
  const dump = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j DROP\nCOMMIT\n';

  it('is there while a person watches, and gone at the end', async () => {
    const { stdout, stderr } = await run('lint', { stdin: dump, stderrIsTerminal: true, columns: 60 });
    expect(stdout).not.toContain('█');
    const shown = stderr.split('\r\u001b[K');
    expect(shown.at(-1)).toBe('');
    expect(shown).toContain('░░░░░░░░░░░░░░░░░░░░ stdin: accept-all-before-policy');
    expect(shown.every((line) => line.length < 60)).toBe(true);
  });

  it('is not there where nobody does', async () => {
    expect((await run('lint', { stdin: dump })).stderr).toBe('');
  });
});

describe('a baseline', () => {
  const write = async (dump: string): Promise<string> => {
    const { written, status, stderr } = await run(
      'lint --baseline known.json --write-baseline --fail-on note',
      {
        stdin: dump,
      },
    );
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/known\.json: \d+ findings? written/) as string,
    });
    return written?.['known.json'] ?? '';
  };
  const hash = (hidden: string): string => `-m comment --comment "cali:${hidden}"`;
  const calico = (hidden: string, before = ''): string =>
    filter(`
      -A FORWARD -j mine
      ${before}
      -A mine -s 10.0.0.0/8 -j RETURN
      -A mine -s 10.1.0.0/16 ${hash(hidden)} -j ACCEPT`);

  it('is a file to be read by people', async () => {
    expect(await write(shadowed)).toBe(`{
  "format": "calitrace.lint-baseline",
  "version": 1,
  "findings": [
    { "rule": "shadowed-rule", "table": "filter", "chain": "mine", "text": "-A mine -s 10.1.0.0/16 -j ACCEPT", "nth": 1 }
  ]
}
`);
    expect(await write(clean)).toContain('"findings": []');
  });

  it('keeps reasons that somebody gave', async () => {
    const reason = 'stays until the \u201cold\u201d gateway is gone (OPS-7)';
    const known = (await write(shadowed)).replace(
      '"nth": 1',
      `"nth": 1, "reason": ${JSON.stringify(reason)}`,
    );
    const files = { 'known.json': known };
    const more = shadowed.replace('COMMIT', '-A mine -s 10.2.0.0/16 -j ACCEPT\nCOMMIT');
    const line = 'lint --baseline known.json --fail-on note';
    expect((await run(line, { stdin: shadowed, files })).stdout).toBe(
      'nothing new, 1 known from the baseline\n',
    );
    const { written } = await run(`${line} --write-baseline`, { stdin: more, files });
    const { findings } = JSON.parse(written?.['known.json'] ?? '') as {
      readonly findings: readonly { readonly text: string; readonly reason?: string }[];
    };
    expect(findings.map(({ text, reason }) => [text, reason])).toEqual([
      ['-A mine -s 10.1.0.0/16 -j ACCEPT', reason],
      ['-A mine -s 10.2.0.0/16 -j ACCEPT', undefined],
    ]);
  });

  it.each([
    ['a dump', clean, 2, undefined],
    [
      'a baseline with a reason that is no text',
      '{"format": "calitrace.lint-baseline", "version": 1, "findings": [{"rule": "a", "table": "", "chain": "", "text": "", "nth": 1, "reason": 7}]}',
      2,
      undefined,
    ],
    ['an empty file', '', 0, expect.stringContaining('"findings": []') as string],
  ])('is written over a baseline or nothing: %s', async (_name, text, status, written) => {
    const files = { 'known.json': text };
    const result = await run('lint --baseline known.json --write-baseline', { stdin: clean, files });
    expect([result.status, result.written?.['known.json']]).toEqual([status, written]);
  });

  it.each([
    ['the same again', shadowed, shadowed, 'nothing new, 1 known from the baseline\n', 0],
    [
      'a rule before it moves its line and number',
      calico('aaaaaaaaaaaaaaaa'),
      calico('aaaaaaaaaaaaaaaa', '-A mine -s 192.168.0.0/16 -j DROP'),
      'nothing new, 1 known from the baseline\n',
      0,
    ],
    [
      "Calico's hash changes",
      calico('aaaaaaaaaaaaaaaa'),
      calico('bbbbbbbbbbbbbbbb'),
      'nothing new, 1 known from the baseline\n',
      0,
    ],
    [
      'counters change',
      shadowed.replaceAll('-A ', '[1:40] -A '),
      shadowed.replaceAll('-A ', '[7:90] -A '),
      'nothing new, 1 known from the baseline\n',
      0,
    ],
    [
      'another rule is new',
      shadowed,
      shadowed.replace('COMMIT', '-A mine -s 10.2.0.0/16 -j ACCEPT\nCOMMIT'),
      /mine rule 3[\s\S]*^1 warning, 1 known from the baseline$/m,
      1,
    ],
  ])('%s', async (_name, before, after, stdout, status) => {
    const lines = ['--rule', 'calico-hash=off'];
    const found = await run(['lint', '--baseline', 'known.json', '--fail-on', 'note', ...lines], {
      stdin: after,
      files: {
        'known.json':
          (await run(['lint', '--baseline', 'known.json', '--write-baseline', ...lines], { stdin: before }))
            .written?.['known.json'] ?? '',
      },
    });
    if (typeof stdout === 'string') expect(found.stdout).toBe(stdout);
    else expect(found.stdout).toMatch(stdout);
    expect(found.status).toBe(status);
  });

  const dumps = (texts: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(texts.map((text, index) => [`${'ab'.charAt(index)}.save`, text]));
  const lintAll = (texts: readonly string[], known: string) =>
    run(`lint --baseline known.json --fail-on note ${Object.keys(dumps(texts)).join(' ')}`, {
      files: { ...dumps(texts), 'known.json': known },
    });
  const writeAll = async (texts: readonly string[]): Promise<string> => {
    const files = dumps(texts);
    const { written } = await run(
      `lint --baseline known.json --write-baseline ${Object.keys(files).join(' ')}`,
      { files },
    );
    return written?.['known.json'] ?? '';
  };
  const another = shadowed.replaceAll('mine', 'other');
  const both = filter(`${shadowed}\n${another}`.replaceAll(/^[^-].*$/gm, ''));
  const oneMissing =
    'calitrace: 1 finding of the baseline was not found; --write-baseline with all its dumps drops it\n';
  it.each<readonly [string, known: readonly string[], now: readonly string[], stderr: string]>([
    ['it was mended', [shadowed], [clean], oneMissing],
    ['one of two was mended', [both], [shadowed], oneMissing],
    [
      'two were mended',
      [shadowed, another],
      [clean, clean],
      'calitrace: 2 findings of the baseline were not found; --write-baseline with all its dumps drops them\n',
    ],
    ['both dumps had it, and none has it', [shadowed, shadowed], [clean, clean], oneMissing],
    ['both dumps had it, and one has it still', [shadowed, shadowed], [clean, shadowed], ''],
    ['each dump has its own', [shadowed, another], [shadowed, another], ''],
    ['both dumps have it, and another was mended', [both, shadowed], [shadowed, shadowed], oneMissing],
    ['they have changed places', [shadowed, another], [another, shadowed], ''],
    ['one of its dumps is not linted', [shadowed, another], [another], oneMissing],
  ])('says what it knows and nothing has: %s', async (_name, known, now, stderr) => {
    expect(await lintAll(now, await writeAll(known))).toMatchObject({ stderr, status: 0 });
  });

  it('does not say so where a dump could not be linted', async () => {
    const { stderr, status } = await lintAll([another, photo], await writeAll([shadowed, another]));
    expect(stderr).toContain('b.save');
    expect(stderr).not.toContain('baseline');
    expect(status).toBe(2);
  });

  it('of the configuration stands beside it', async () => {
    const files = {
      '/home/calitrace.config.json': '{ "lint": { "baseline": "ci/known.json", "failOn": "note" } }',
      '/home/ci/known.json': await write(shadowed),
    };
    expect(await run('lint', { stdin: shadowed, files })).toMatchObject({ status: 0 });
    expect(await run('lint --no-baseline', { stdin: shadowed, files })).toMatchObject({ status: 1 });
    const { written } = await run('lint --write-baseline', { stdin: clean, files });
    expect(Object.keys(written ?? {})).toEqual(['/home/ci/known.json']);
  });

  it('is not written where a dump could not be linted', async () => {
    const { written, stderr, status } = await run(
      'lint --baseline known.json --write-baseline a.save gone.save',
      {
        files: { 'a.save': shadowed },
      },
    );
    expect(written).toBeUndefined();
    expect(stderr).toContain('no baseline was written');
    expect(status).toBe(2);
  });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses?: string; readonly run?: string }[] }>
  >;
}

interface Job {
  readonly script: readonly string[];
  readonly artifacts: { readonly when: string; readonly reports: { readonly junit: string } };
}

interface Hooks {
  readonly repos: readonly {
    readonly hooks: readonly {
      readonly id: string;
      readonly entry: string;
      readonly files: string;
      readonly language: string;
    }[];
  }[];
}

/** A repository with two dumps, and calitrace as npx and as a command of its own. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'calitrace-ci-'));
  mkdirSync(join(folder, 'nodes'));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(root, 'examples/10-lint/dump.save'), join(folder, 'nodes/a.save'));
  cpSync(join(root, 'examples/10-lint/fixed.save'), join(folder, 'nodes/b.save'));
  writeFileSync(join(folder, 'calitrace.config.json'), '{}');
  const program = `exec '${process.execPath}' '${join(root, 'bin/calitrace.js')}' "$@"`;
  command('calitrace', program);
  command('npx', `[ "$1 $2" = '--yes calitrace' ] && shift 2 && ${program}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function command(name: string, script: string): void {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

function shell(line: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
  });
  return { status, stdout, stderr };
}

describe('docs/ci/github-actions.yml', () => {
  const { on, jobs } = read('docs/ci/github-actions.yml') as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const [scan = '', annotate = ''] = steps.flatMap(({ run }) => run ?? []);

  it('is a workflow', () => {
    expect(Object.keys(on)).toEqual(['push', 'pull_request']);
    expect(steps.every(({ uses, run }) => (uses === undefined) !== (run === undefined))).toBe(true);
    expect(steps.flatMap(({ uses }) => uses ?? []).every((uses) => /^[\w-]+\/[\w/-]+@v\d+$/.test(uses))).toBe(
      true,
    );
  });

  it('writes SARIF whatever is found', () => {
    expect(shell(scan)).toEqual({ status: 0, stdout: '', stderr: '' });
    const log = JSON.parse(readFileSync(join(folder, 'calitrace.sarif'), 'utf8')) as {
      readonly runs: readonly [{ readonly results: readonly unknown[] }];
    };
    expect(log.runs[0].results).toHaveLength(2);
  });

  it('fails by what the baseline does not know', () => {
    writeFileSync(
      join(folder, 'firewall-baseline.json'),
      '{ "format": "calitrace.lint-baseline", "version": 1, "findings": [] }',
    );
    const { status, stdout } = shell(annotate);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=nodes\/a\.save,line=12,/m);
    shell('calitrace lint --write-baseline --baseline firewall-baseline.json nodes/*.save');
    expect(shell(annotate)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('docs/ci/flow-tests.yml', () => {
  const { on, jobs } = read('docs/ci/flow-tests.yml') as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const [line = ''] = steps.flatMap(({ run }) => run ?? []);
  const flows = (end: string): string =>
    `version: 1\nflows:\n  - packet: "-s 192.0.2.10 -d 192.0.2.1 --dport 22 -i eth0"\n    expect: ${end}\n`;

  it('fails by a flow that ends otherwise, at its line', () => {
    expect(Object.keys(on)).toEqual(['push', 'pull_request']);
    writeFileSync(join(folder, 'flows.yaml'), flows('[dropped, accepted]'));
    expect(shell(line)).toEqual({ status: 0, stdout: '', stderr: '' });
    writeFileSync(join(folder, 'flows.yaml'), flows('rejected'));
    const { status, stdout } = shell(line);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^::error file=flows\.yaml,line=3,title=calitrace%3A flow failed::flow 1 \(nodes\/a\.save\)/m,
    );
  });
});

describe('docs/ci/gitlab-ci.yml', () => {
  const jobs = read('docs/ci/gitlab-ci.yml') as Readonly<Record<string, Job>>;
  const flows = (end: string): string =>
    `version: 1\nflows:\n  - packet: "-s 192.0.2.10 -d 192.0.2.1 --dport 22 -i eth0"\n    expect: ${end}\n`;

  it.each([
    [
      'firewall',
      'firewall-baseline.json',
      '{"format":"calitrace.lint-baseline","version":1,"findings":[]}',
      1,
    ],
    ['flows', 'flows.yaml', flows('[dropped, accepted]'), 0],
    ['flows', 'flows.yaml', flows('rejected'), 1],
  ])('%s with %s %s ends with %i, and leaves its report', (name, file, text, status) => {
    const job = jobs[name];
    if (job === undefined) throw new Error(`no job ${name}`);
    writeFileSync(join(folder, file), text);
    expect(shell(job.script.join('\n')).status).toBe(status);
    const report = readFileSync(join(folder, job.artifacts.reports.junit), 'utf8');
    expect(/<testsuites [^>]*failures="(\d+)"/.exec(report)?.[1]).toBe(
      status === 0 ? '0' : report.match(/<failure /g)?.length.toString(),
    );
    expect(job.artifacts.when).toBe('always');
  });
});

describe('docs/ci/diff.yml', () => {
  const { on, jobs } = read('docs/ci/diff.yml') as Workflow;
  const [line = ''] = Object.values(jobs).flatMap((job) => job.steps.flatMap(({ run }) => run ?? []));
  const compare = (change: string): ReturnType<typeof shell> & { readonly summary: string } => {
    writeFileSync(join(folder, 'summary.md'), '');
    const result = shell(
      `export BASE=main GITHUB_STEP_SUMMARY=summary.md
      git init -q -b main . && git config user.name x && git config user.email x@example.org
      git add -A nodes && git commit -qm before && git checkout -qb change
      ${change}
      git commit -qam after
      status=0; bash -e -c '${line.replaceAll("'", "'\\''")}' || status=$?
      git checkout -q main; rm -rf .git; exit $status`,
    );
    return { ...result, summary: readFileSync(join(folder, 'summary.md'), 'utf8') };
  };

  it.each([
    [
      'other packets',
      "sed -i 's/-A INPUT/-A INPUT -p udp -j DROP\\n&/;' nodes/b.save",
      1,
      /^\*\*1 difference\*\*/,
    ],
    ['other counters', "sed -i 's/\\[0:0\\]/[1:40]/' nodes/a.save", 0, /equivalent/],
    ['another file', 'date > nodes/c.txt; git add -A nodes', 0, /^$/],
    ['a dump that cannot be used', 'echo nonsense > nodes/a.save', 2, /^$/],
  ])('%s', (_name, change, status, summary) => {
    expect(Object.keys(on)).toEqual(['pull_request']);
    const result = compare(change);
    expect([result.status, result.stderr]).toEqual([
      status,
      status === 2 ? (expect.any(String) as string) : '',
    ]);
    expect(result.summary).toMatch(summary);
  });
});

describe('docs/ci/pre-commit-config.yaml', () => {
  const { repos } = read('docs/ci/pre-commit-config.yaml') as Hooks;
  const [hook] = repos.flatMap(({ hooks }) => hooks);

  it('lints the dumps of a commit', () => {
    if (hook === undefined) throw new Error('no hook');
    const files = ['nodes/a.save', 'nodes/b.save', 'README.md'].filter((file) =>
      new RegExp(hook.files).test(file),
    );
    expect(files).toEqual(['nodes/a.save', 'nodes/b.save']);
    const { status, stdout } = shell(`${hook.entry} ${files.join(' ')}`);
    expect(status).toBe(1);
    expect(stdout).toContain('1 error, 1 warning, in 2 dumps');
    expect(shell(`${hook.entry} nodes/b.save`).status).toBe(0);
  });
});

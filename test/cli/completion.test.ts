import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run.js';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'calitrace-completion-'));
  mkdirSync(join(folder, 'functions'));
  for (const [shell, file] of [
    ['bash', 'calitrace.bash'],
    ['zsh', 'functions/_calitrace'],
    ['fish', 'calitrace.fish'],
  ] as const) {
    const { stdout, status } = await run(`completion ${shell}`);
    expect(status).toBe(0);
    writeFileSync(join(folder, file), stdout);
  }
  writeFileSync(join(folder, 'node a.save'), '');
  writeFileSync(join(folder, 'known.json'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** Runs a script in a shell of the folder that knows nothing of whoever runs the tests. */
function inShell(shell: string, options: readonly string[], script: string): string {
  const { stdout, stderr } = spawnSync(shell, [...options, '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb', LC_ALL: 'C.UTF-8' },
    timeout: 30_000,
  });
  expect(stderr).toBe('');
  return stdout;
}

/** What stands before the cursor, and what may follow in its place; `files`: names of files. */
const rows: readonly (readonly [line: string, offered: readonly string[] | 'files'])[] = [
  ['calitrace ver', ['verify']],
  ['kubectl-calitrace ver', ['verify']],
  ['calitrace trace --ipv', ['--ipv4', '--ipv6', '--ipvs']],
  ['calitrace trace --format ', ['html', 'json', 'markdown', 'table', 'text']],
  ['calitrace trace --format=j', ['--format=json']],
  ['calitrace parse --format j', ['json']],
  ['calitrace trace -p udpl', ['udplite']],
  ['calitrace trace -s 10.0.0.1 --ctstate EST', ['ESTABLISHED']],
  ['calitrace lint --explain unref', ['unreferenced-chain']],
  ['calitrace lint --rule unreferenced-chain=o', ['unreferenced-chain=off']],
  ['calitrace lint --rule=unreferenced-chain=o', ['--rule=unreferenced-chain=off']],
  ['calitrace lint --fail-on=no', ['--fail-on=note']],
  ['calitrace completion b', ['bash']],
  ['calitrace trace --src nothing-', []],
  ['calitrace diff --ipset', []],
  ['calitrace lint kno', 'files'],
  ['calitrace diff known.json kno', 'files'],
  ['calitrace lint --baseline kno', 'files'],
  ['calitrace lint --baseline=kno', 'files'],
];

/** Calls the function as readline would, and prints what it offers; `files` where readline is left to complete names of files. */
function offeredByBash(line: string, breaks: string): readonly string[] {
  const script = `
    source ./calitrace.bash
    readline=files; compopt() { readline=; }
    COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDBREAKS=${breaks}
    _calitrace
    printf '%s\\n' "\${COMPREPLY[@]}" $readline`;
  return inShell('bash', ['--norc'], script).split('\n').filter(Boolean).sort();
}

describe('bash', () => {
  it.each(rows)('%s', (line, offered) => {
    expect(offeredByBash(line, "' '")).toEqual(offered === 'files' ? ['files'] : offered);
  });

  it.each([
    ['calitrace trace --format=j', ['json']],
    ['calitrace lint --rule=unreferenced-chain=o', ['off']],
    ['calitrace lint --rule unreferenced-chain=o', ['off']],
  ])('%s, where = parts words', (line, offered) => {
    expect(offeredByBash(line, "' ='")).toEqual(offered);
  });

  it.each([
    ['calitrace explain ', ['chain', 'files', 'ipset', 'mark', 'marks', 'rule']],
    ['calitrace explain ch', ['chain', 'files']],
    ['calitrace explain FORWARD ch', ['files']],
    ['calitrace explain --f', ['--format']],
    ['calitrace path --node a=kno', ['files']],
  ])('%s, and names of files where nothing else fits', (line, offered) => {
    expect(offeredByBash(line, "' ='")).toEqual(offered);
  });

  it('completes for both names', () => {
    const registered = inShell('bash', ['--norc'], 'source ./calitrace.bash; complete -p');
    expect(registered.trim().split('\n').sort()).toEqual([
      'complete -o default -F _calitrace calitrace',
      'complete -o default -F _calitrace kubectl-calitrace',
    ]);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it.each(rows)('%s', (line, offered) => {
    const found = inShell('fish', ['--no-config'], `source ./calitrace.fish; complete -C '${line}'`)
      .split('\n')
      .map((each) => each.split('\t')[0] ?? '')
      .filter(Boolean)
      .sort();
    expect(found.map((each) => each.replace(/^--baseline=/, ''))).toEqual(
      offered === 'files' ? ['known.json'] : offered,
    );
  });
});

/** Types a line and Tab in a terminal; gives back the line as it then stands. */
function completedByZsh(line: string): string {
  const script = `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PS1= PS2= RPS1=; fpath=($PWD/functions \\$fpath); autoload -U compinit; compinit -u -d $PWD/zcompdump"
    zpty -w shell "unsetopt beep list_beep; show() { print -r -- \\"<<\\$BUFFER>>\\"; exit }; zle -N show; bindkey '^X' show; print rea''dy"
    zpty -r shell answer '*ready*'
    zpty -w -n shell $'${line}\\t\\x18'
    zpty -r shell answer '*<<*>>*'
    print -r -- "$answer"
    zpty -d shell`;
  return /<<(.*)>>/.exec(inShell('zsh', ['-f'], script))?.[1]?.trimEnd() ?? 'nothing';
}

describe.skipIf(!has('zsh'))('zsh', () => {
  const single = rows.flatMap(([line, offered]) => {
    const [only, ...more] = offered === 'files' ? ['known.json'] : offered;
    const stem = line.slice(0, line.lastIndexOf(' ') + 1);
    if (line.includes('--baseline=')) return [[line, `${stem}--baseline=known.json`] as const];
    return only === undefined || more.length > 0 ? [] : [[line, `${stem}${only}`] as const];
  });
  it.each(single)('%s', (line, completed) => {
    expect(completedByZsh(line)).toBe(completed);
  });
});

describe('calitrace completion', () => {
  it('knows three shells', async () => {
    const { stderr, status } = await run('completion tcsh');
    expect([stderr.split('\n')[0], status]).toEqual([
      "calitrace: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
      2,
    ]);
  });
});

if (!has('zsh') || !has('fish'))
  console.warn('zsh or fish is not installed: their completions are not tried');

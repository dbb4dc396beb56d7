import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandHeads } from '../../src/cli/commandHeads.js';
import { manualPages } from '../../src/cli/manualPages.js';
import { processIo } from '../../src/cli/io.js';
import { run } from './run.js';

const pages = await manualPages({ ...processIo(), columns: undefined });
const named = [...pages];

/** What a page says of an option or command, in the words of the help: flags, value and description on one line. */
function told(page: string): readonly string[] {
  return [...page.matchAll(/^\.TP\n(.*)\n(.*)$/gm)].map(([, flags = '', description = '']) =>
    `${flags} ${description}`
      .replaceAll(/\\f[BIR]|^\.[BI] |\\&/g, '')
      .replaceAll('\\-', '-')
      .replaceAll('\\e', '\\'),
  );
}

/** The lines of a help that tell an option, command or argument, each on one line, without the brackets of a value. */
async function helped(line: string): Promise<readonly string[]> {
  const { stdout } = await run(`${line} --help`, { columns: 1000, stdoutIsTerminal: true });
  return [...stdout.matchAll(/^ {2}(\S.*?) {2,}(\S.*)$/gm)].map(
    ([, term = '', description = '']) => `${term.replaceAll(/<(.*?)>/g, '$1')} ${description}`,
  );
}

const plain = (text: string): string => text.replaceAll(/[<>]/g, '').replaceAll(/: bash, zsh, fish$/g, '');

describe('the manual pages', () => {
  it('are one for the program and one for each command', () => {
    expect([...pages.keys()]).toEqual([
      'calitrace.1',
      ...commandHeads.map(({ name }) => `calitrace-${name}.1`),
    ]);
  });

  it.each(commandHeads)('$name: say what its help says', async ({ name }) => {
    const page = pages.get(`calitrace-${name}.1`) ?? '';
    const lines = (await helped(name)).map((line) => plain(line.replace(/ \(choices: "bash".*/, '')));
    expect(lines.length).toBeGreaterThan(1);
    expect(told(page).map(plain).sort()).toEqual([...lines].sort());
  });

  it('name the commands', () => {
    const page = pages.get('calitrace.1') ?? '';
    for (const { name, description } of commandHeads)
      expect(told(page).some((line) => line.startsWith(`${name} `) && line.endsWith(description))).toBe(true);
  });

  it('have the examples of the help, word for word', () => {
    expect(pages.get('calitrace-trace.1')).toContain(
      '.SH EXAMPLES\n.nf\n  a pod asks DNS, read on the node itself:\n' +
        '    sudo iptables\\-save | calitrace trace \\-s 10.244.1.2 \\-d 10.96.0.10 \\e\n',
    );
    expect(pages.get('calitrace-lint.1')).toMatch(/^\.SH EXIT CODE\n0 nothing found/m);
  });

  it.each([
    ['explain', 'WHAT is a chain'],
    ['test', 'A file of flows'],
    ['snapshot', 'It changes nothing'],
  ])('of %s describe it before its options', (name, words) => {
    expect(pages.get(`calitrace-${name}.1`)).toMatch(
      new RegExp(
        `^\\.SH SYNOPSIS\n.*\n.*\n\\.SH DESCRIPTION\n\\.PP\n(?:\\.nf\n)?${words}[^]*\\.SH OPTIONS$`,
        'm',
      ),
    );
  });

  const hasGroff = spawnSync('groff', ['--version']).status === 0;
  it.skipIf(!hasGroff).each(named)('%s: groff has nothing to say against it', (_, page) => {
    const { stderr, stdout } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P', '-cbou'], {
      input: page,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^SYNOPSIS$/m);
  });

  const hasMandoc = spawnSync('mandoc', ['-T', 'lint'], { input: '' }).error === undefined;
  it.skipIf(!hasMandoc).each(named)('%s: mandoc misses nothing but the date', (_, page) => {
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
      input: page,
      encoding: 'utf8',
    });
    expect(stdout.replace(/^.*missing date.*\n/, '')).toBe('');
  });
});

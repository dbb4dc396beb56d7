import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { commands as allCommands } from './commands.js';
import type { CommandName, Programs } from './commands.js';
import { generators, measureDump } from './measureDump.js';
import { outcomeOf } from './measure/series.js';
import { thisMachine } from './report/machine.js';
import { performancePage } from './report/page.js';
import { dumpTable, targetTable } from './report/screen.js';
import { targets } from './targets.js';
import type { DumpKind, MeasuredDump } from './targets.js';

interface Options {
  readonly sizes: readonly number[];
  readonly dumps: readonly DumpKind[];
  readonly commands: readonly CommandName[];
  readonly runs: number;
  readonly patience: number;
  readonly limit: number;
  readonly quick?: true;
  readonly write?: true;
}

const page = 'docs/performance.md';

const kinds = Object.keys(generators) as readonly DumpKind[];

/** A list of words out of `known`. */
function among<Word extends string>(known: readonly Word[]): (text: string) => readonly Word[] {
  return (text) =>
    text.split(',').map((asked) => {
      const word = known.find((one) => one === asked.trim());
      if (word === undefined) throw new InvalidArgumentError(`Known are ${known.join(', ')}.`);
      return word;
    });
}

/** A list of numbers of rules: `1k,500k`. */
function readSizes(text: string): readonly number[] {
  return text.split(',').map((size) => {
    const [, number = '', kilo = ''] = /^(\d{1,7})(k?)$/.exec(size.trim()) ?? [];
    const rules = Number(number) * (kilo === '' ? 1 : 1000);
    if (number === '' || rules < 1000 || rules > 1_000_000) {
      throw new InvalidArgumentError('A size is a number of rules from 1k to 1000k.');
    }
    return rules;
  });
}

function readCount(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('A whole number from 1 on.');
  return number;
}

const program = new Command('npm run bench --')
  .description('Measures calitrace beside node and iptables-restore, on dumps that it makes.')
  .addOption(
    new Option('--sizes <list>', 'rules of the dumps')
      .argParser(readSizes)
      .default([1e3, 1e4, 1e5, 5e5], '1k,10k,100k,500k'),
  )
  .addOption(
    new Option('--dumps <list>', 'kinds of dumps').argParser(among(kinds)).default(kinds, kinds.join(',')),
  )
  .addOption(
    new Option('--commands <list>', 'what is measured of calitrace')
      .argParser(among(allCommands))
      .default(allCommands, 'all'),
  )
  .addOption(new Option('--runs <number>', 'rounds').argParser(readCount).default(9))
  .addOption(
    new Option('--patience <seconds>', 'a command that took so long in all is not run again')
      .argParser(readCount)
      .default(40),
  )
  .addOption(
    new Option('--limit <seconds>', 'a run that takes longer is ended').argParser(readCount).default(300),
  )
  .option('--quick', 'the same as --sizes 1k,10k --runs 3')
  .option('--write', 'write docs/performance.md')
  .action(bench);

async function bench(given: Options): Promise<void> {
  const options = given.quick === true ? { ...given, sizes: [1e3, 1e4], runs: 3 } : given;
  const folder = mkdtempSync(join(tmpdir(), 'calitrace-bench-'));
  const programs = findPrograms(folder);
  const machine = thisMachine(programs.restore);
  const leave = (): void => rmSync(folder, { recursive: true, force: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      leave();
      process.exit(130);
    });
  }
  const measured: MeasuredDump[] = [];
  const plan = { ...options, folder, programs };
  try {
    for (const kind of options.dumps) {
      let { commands } = options;
      for (const size of [...options.sizes].sort((a, b) => a - b)) {
        const dump = await measureDump(kind, size, { ...plan, commands }, ({ name }, round) =>
          progress(`${kind} ${size / 1000}k, round ${round + 1} of ${options.runs}: ${name}`),
        );
        progress('');
        measured.push(dump);
        console.log(dumpTable(dump));
        commands = commands.filter((name) => !gaveUp(dump, name));
        // After each dump, so that a run that is ended early leaves what it has.
        if (options.write === true) writeFileSync(page, performancePage(machine, targets, measured));
      }
    }
  } finally {
    leave();
  }
  console.log(targetTable(targets, measured));
}

/** Whether a command did not do its work on a dump: it is not asked about larger ones. */
function gaveUp({ series }: MeasuredDump, name: CommandName): boolean {
  return series.some((one) => one.task.name === name && outcomeOf(one).kind !== 'done');
}

/** What can be run here. calitrace is copied, so that a build meanwhile does not change what is measured. */
function findPrograms(folder: string): Programs {
  const calitrace = join(folder, 'bin/calitrace.js');
  for (const part of ['bin', 'dist', 'package.json']) cpSync(part, join(folder, part), { recursive: true });
  const help = spawnSync(process.execPath, [calitrace, 'parse', '--help'], { encoding: 'utf8' }).stdout;
  const canAsk = (restore: string): boolean =>
    spawnSync(restore, ['--test'], { input: '*filter\nCOMMIT\n' }).status === 0;
  const hasNamespace = process.env['CALITRACE_BENCH_NAMESPACE'] === '1';
  const restore = hasNamespace ? ['iptables-legacy-restore', 'iptables-nft-restore'].filter(canAsk) : [];
  if (restore.length < 2) {
    console.error(
      'not every yardstick is there: iptables-restore needs both its variants, ipset, and a user who may make network namespaces',
    );
  }
  return { node: process.execPath, calitrace, restore, parseOptions: new Set(help.match(/--[a-z-]+/g)) };
}

/** One line on stderr that is written over, where a person watches. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line}`);
}

await program.parseAsync();

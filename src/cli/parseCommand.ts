import { Command, Option } from 'commander';
import { backendOption, familyOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { runParse, type ParseOptions } from './parseRun.js';

const notes = `
Examples:
  is it a dump that iptables-restore takes:
    calitrace parse --strict --format none dump.save
  the rules of a snapshot, as iptables-save printed them:
    calitrace parse node.calitrace > dump.save

Exit code: 0 it was read, whatever is wrong with it; 2 it holds no table or
cannot be read, or with --strict iptables-restore would refuse it.`;

/** `calitrace parse`. */
export function parseCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('parse')
    .argument('[dump]', 'output of iptables-save; "-" or nothing: standard input')
    .addOption(
      new Option('--format <format>', 'save: the same bytes; none: the problems alone')
        .choices(['save', 'json', 'none'])
        .default('save'),
    )
    .option('--strict', 'exit 2 where iptables-restore would refuse the dump')
    .addOption(backendOption())
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption())
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  command.action(async (path: string | undefined, options: ParseOptions) => {
    finish(await runParse(io, path, options));
  });
  return command;
}

import { Command, Option } from 'commander';
import { backendOption, familyOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { runParse, type ParseOptions } from './parseRun.js';

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
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
  command.action(async (path: string | undefined, options: ParseOptions) => {
    finish(await runParse(io, path, options));
  });
  return command;
}

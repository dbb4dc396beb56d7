import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { calledAs, programName } from './calledAs.js';
import type { Io } from './io.js';
import { processIo } from './io.js';
import { makeProgram } from './makeProgram.js';
import { typedWithOneDash } from './meantOption.js';
import { UsageError } from './usageError.js';
import { harmlessSentence } from '../format/sentence.js';

/** Runs one command line (argv as of the process). Returns the exit code; never exits by itself. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode = 0;
  const finish = (code: number): void => {
    exitCode = code;
  };
  const name = programName(argv[1]);
  const program = await makeProgram(io, finish, {
    name,
    wants: (command) => argv.includes(command),
  });
  try {
    refuseHelpOfNothing(program, argv.slice(2));
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof UsageError)
      io.writeError(calledAs(`calitrace: ${harmlessSentence(error.message)}\n`, name));
    else if (!(error instanceof CommanderError)) throw error;
    const meant = typedWithOneDash(program, argv.slice(2));
    if (meant.length > 0) io.writeError(`(Did you mean ${meant.join(', ')}?)\n`);
    return 2;
  }
}

/** Commander answers with its help as a whole, and says nothing of the name. */
function refuseHelpOfNothing(program: Command, [command, name]: readonly string[]): void {
  if (command !== 'help' || name === undefined || name === 'help' || name.startsWith('-')) return;
  if (program.commands.some((each) => each.name() === name)) return;
  program.error(`error: unknown command '${name}'`);
}

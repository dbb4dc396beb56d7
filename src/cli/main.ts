import { Command, CommanderError } from 'commander';
import { programVersion } from './bundled.js';
import type { Io } from './io.js';
import { processIo } from './io.js';
import { diffCommand } from './diffCommand.js';
import { lintCommand } from './lintCommand.js';
import { parseCommand } from './parseCommand.js';
import { reachCommand } from './reachCommand.js';
import { traceCommand } from './traceCommand.js';
import { UsageError } from './usageError.js';
import { verifyCommand } from './verifyCommand.js';
import { harmlessSentence } from '../format/sentence.js';

const example = `
Example:
  sudo iptables-save | calitrace trace --src 10.244.1.2 --dst 10.96.0.10 \\
    --proto udp --dport 53 --iif cali0ef24b1`;

/** Runs one command line (argv as of the process). Returns the exit code; never exits by itself. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode = 0;
  const finish = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('calitrace')
    .description('Follows a packet through iptables-save output, rule by rule, as the Linux kernel would.')
    .version(programVersion())
    .showHelpAfterError('(add --help for the options)')
    .addCommand(traceCommand(io, finish))
    .addCommand(verifyCommand(io, finish))
    .addCommand(lintCommand(io, finish))
    .addCommand(reachCommand(io, finish))
    .addCommand(diffCommand(io, finish))
    .addCommand(parseCommand(io, finish))
    .addHelpText('after', example);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.write(text),
      writeErr: (text) => io.writeError(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'calitrace: ')),
      ...(io.columns === undefined ? {} : { getOutHelpWidth: () => io.columns ?? 80 }),
    });
  }
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      io.writeError(`calitrace: ${harmlessSentence(error.message)}\n`);
      return 2;
    }
    throw error;
  }
}

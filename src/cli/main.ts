import { Command, CommanderError } from 'commander';
import { commandHeads } from './commandHeads.js';
import type { Io } from './io.js';
import { processIo } from './io.js';
import { programVersion } from './programVersion.js';
import { UsageError } from './usageError.js';
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
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', example);
  for (const { name, takes, description, load } of commandHeads) {
    const command = argv.includes(name) ? (await load())(io, finish) : new Command(name).arguments(takes);
    program.addCommand(command.description(description));
  }
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

import { Command } from 'commander';
import { harmlessSentence } from '../format/sentence.js';
import { calledAs } from './calledAs.js';
import { commandHeads } from './commandHeads.js';
import type { CommandHead } from './commandHeads.js';
import type { Io } from './io.js';
import { withMeantOption } from './meantOption.js';
import { programVersion } from './programVersion.js';

const example = `
Example:
  sudo iptables-save | calitrace trace --src 10.244.1.2 --dst 10.96.0.10 \\
    --proto udp --dport 53 --iif cali0ef24b1`;

/** The program with those commands in full that are wanted, by name; of others it knows what the help says. `finish` takes the exit code. */
export async function makeProgram(
  io: Io,
  finish: (exitCode: number) => void,
  { name, wants }: { readonly name: string; readonly wants: (command: string) => boolean },
): Promise<Command> {
  const program = new Command('calitrace')
    .description('Follows a packet through iptables-save output, rule by rule, as the Linux kernel would.')
    .version(programVersion())
    .configureHelp({ subcommandTerm })
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', example);
  const isWanted = commandHeads.some((head) => head.seesOthers === true && wants(head.name))
    ? () => true
    : wants;
  for (const head of commandHeads) {
    const command = isWanted(head.name) ? (await head.load())(io, finish) : notLoaded(head);
    program.addCommand(command.description(head.description));
  }
  for (const command of withBelow(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.write(calledAs(text, name)),
      writeErr: (text) => io.writeError(calledAs(text, name)),
      outputError: (text, write) => {
        write(
          withMeantOption(command, text)
            .replace(/^error: /, 'calitrace: ')
            .split('\n')
            .map(harmlessSentence)
            .join('\n'),
        );
      },
      ...(io.columns === undefined ? {} : { getOutHelpWidth: () => io.columns ?? 80 }),
    });
  }
  return program;
}

/** All commands have options, so the list of them need not say that. */
function subcommandTerm(command: Command): string {
  return `${command.name()} ${command.usage().replace(/^\[options\] ?/, '')}`.trimEnd();
}

function notLoaded({ name, takes }: CommandHead): Command {
  return takes === '' ? new Command(name) : new Command(name).arguments(takes);
}

function withBelow(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withBelow)];
}

import type { Argument, Command, Option } from 'commander';

const offered = new WeakMap<Option, readonly string[]>();

/**
 * Says which words a shell may offer for the values of options, by their long flags, where others are taken as well (where none are, they are
 * choices). Throws where the command has no such option.
 */
export function offer(command: Command, words: Readonly<Record<string, readonly string[]>>): Command {
  for (const [flag, values] of Object.entries(words)) {
    const option = command.options.find(({ long }) => long === flag);
    if (option === undefined) throw new Error(`${command.name()} has no ${flag}`);
    offered.set(option, values);
  }
  return command;
}

/** What was offered for an option. */
export function offeredFor(option: Option): readonly string[] | undefined {
  return offered.get(option);
}

const before = new WeakMap<Argument, readonly string[]>();

/** Says which words a shell may offer before the first argument of a command. Throws where it has none. */
export function offerBefore(command: Command, words: readonly string[]): Command {
  const [argument] = command.registeredArguments;
  if (argument === undefined) throw new Error(`${command.name()} has no argument`);
  before.set(argument, words);
  return command;
}

/** What was offered before an argument. */
export function offeredBefore(argument: Argument): readonly string[] {
  return before.get(argument) ?? [];
}

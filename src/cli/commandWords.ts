import type { Argument, Command, Option } from 'commander';
import type { ArgumentWords, CommandWords, OptionWords, Values } from '../format/commandLine/commandWords.js';
import { offeredBefore, offeredFor } from './offered.js';

/** What a command takes, as commander has it; of the commands below it as well. */
export function commandWords(command: Command, above = ''): CommandWords {
  const help = command.createHelp();
  const called = `${above}${command.name()}`;
  return {
    called,
    usage: command.usage(),
    description: command.description(),
    options: help.visibleOptions(command).map((option) => ({
      ...optionWords(option),
      description: help.optionDescription(option),
    })),
    arguments: command.registeredArguments.map(argumentWords),
    commands: command.commands.map((below) => commandWords(below, `${called} `)),
    notes: notesOf(command),
  };
}

function optionWords(option: Option): Omit<OptionWords, 'description'> {
  const [, valueName = ''] = /[<[](.*?)(?:\.\.\.)?[\]>]$/.exec(option.flags) ?? [];
  return {
    short: option.short,
    long: option.long,
    takes: option.required ? 'value' : option.optional ? 'value or nothing' : 'nothing',
    valueName,
    values: valuesOf(option.argChoices ?? offeredFor(option), valueName),
    repeatable: option.variadic || option.description.includes('(repeatable)'),
    group: (option.helpGroupHeading ?? 'Options').replace(/:$/, ''),
  };
}

/** Commands work on files: an argument that has no choices is one. */
function argumentWords(argument: Argument): ArgumentWords {
  return {
    name: argument.name(),
    description: argument.description,
    values: valuesOf(argument.argChoices, 'file'),
    repeatable: argument.variadic,
    before: offeredBefore(argument),
  };
}

function valuesOf(words: readonly string[] | undefined, valueName: string): Values {
  if (words !== undefined) return { kind: 'words', words };
  return { kind: /^(?:files?|folder|path|name=file)$/.test(valueName) ? 'file' : 'any' };
}

/** What `addHelpText` put below the help: commander keeps it to itself until it is printed. */
function notesOf(command: Command): string {
  const printed: string[] = [];
  const before = command.configureOutput();
  command.configureOutput({ ...before, writeOut: (text) => printed.push(text) });
  command.outputHelp();
  command.configureOutput(before);
  return printed.join('').slice(command.helpInformation().length).trim();
}

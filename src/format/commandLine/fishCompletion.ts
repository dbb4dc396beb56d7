import { ownName, withCommandsBelow } from './commandWords.js';
import type { CommandWords, OptionWords } from './commandWords.js';

/** A script of fish that completes a program. */
export function fishCompletion(program: CommandWords): string {
  const { called: name } = program;
  const lines = withCommandsBelow(program).flatMap((command) =>
    linesOf(command).map((line) => `complete -c ${name} -n ${quoted(standsIn(command))} ${line}`),
  );
  return `# Completion of ${name} for fish, written by \`${name} completion fish\`.
complete -c ${name} -e
${lines.join('\n')}
complete -c kubectl-${name} -w ${name}
`;
}

/** The condition that a command line has come to this command and to none below it. */
function standsIn({ called, commands }: CommandWords): string {
  const [, ...below] = called.split(' ');
  const conditions = [
    ...below.map((word) => `__fish_seen_subcommand_from ${word}`),
    ...(commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${commands.map(ownName).join(' ')}`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join('; and ');
}

function linesOf({ options, arguments: taken, commands }: CommandWords): readonly string[] {
  const takesFiles = taken.some(({ values }) => values.kind === 'file');
  return [
    ...(takesFiles ? [] : ['-f']),
    ...commands.map((below) => `-a ${ownName(below)} -d ${quoted(below.description)}`),
    ...taken.flatMap(({ values, description }) =>
      values.kind === 'words' ? [`-a ${quoted(values.words.join(' '))} -d ${quoted(description)}`] : [],
    ),
    ...taken.flatMap(({ before, description }) =>
      before.length === 0 ? [] : [`-a ${quoted(before.join(' '))} -d ${quoted(description)}`],
    ),
    ...options.map(optionLine),
  ];
}

function optionLine({ short, long, takes, values, description }: OptionWords): string {
  return [
    ...(short === undefined ? [] : [`-s ${short.replace(/^-/, '')}`]),
    ...(long === undefined ? [] : [`-l ${long.replace(/^--/, '')}`]),
    ...(takes === 'nothing' ? [] : valueFlags(takes === 'value', values.kind !== 'file')),
    ...(takes !== 'nothing' && values.kind === 'words' ? [`-a ${quoted(values.words.join(' '))}`] : []),
    `-d ${quoted(description)}`,
  ].join(' ');
}

/** `-r`: a value has to follow, `-f`: it is not the name of a file. */
const valueFlags = (isRequired: boolean, isNoFile: boolean): readonly string[] => [
  ...(isRequired ? ['-r'] : []),
  ...(isNoFile ? ['-f'] : ['-F']),
];

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, (sign) => `\\${sign}`)}'`;

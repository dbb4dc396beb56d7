import { ownName } from './commandWords.js';
import type { CommandWords, OptionWords } from './commandWords.js';

/** The name of the manual page of a command in section 1, without a suffix: `calitrace-trace`. */
export function manualName({ called }: CommandWords): string {
  return called.replaceAll(' ', '-');
}

/**
 * The manual page of a program or one of its commands, for `man` (groff and mandoc). `above`: the program, where this is one of its commands.
 * @see man-pages(7), man(7), groff_man(7)
 */
export function manualPage(command: CommandWords, version: string, above?: CommandWords): string {
  const name = manualName(command);
  const related = [...(above === undefined ? [] : [above]), ...command.commands].map(
    (page) => `.BR ${escaped(manualName(page))} (1)`,
  );
  const paragraphs = command.notes.split(/\n{2,}/).filter((paragraph) => paragraph !== '');
  const headed = paragraphs.findIndex((paragraph) => heading.test(paragraph));
  const described = headed < 0 ? paragraphs : paragraphs.slice(0, headed);
  const lines = [
    `.TH ${escaped(name.toUpperCase())} 1 "" "calitrace ${escaped(version)}"`,
    '.SH NAME',
    `${escaped(name)} \\- ${escaped(withoutStop(command.description))}`,
    '.SH SYNOPSIS',
    `.B ${escaped(command.called)}`,
    escaped(command.usage),
    ...(described.length === 0 ? [] : ['.SH DESCRIPTION', ...described.flatMap(noteLines)]),
    ...(command.commands.length === 0 ? [] : ['.SH COMMANDS']),
    ...command.commands.flatMap((below) => [
      '.TP',
      `.B ${escaped(ownName(below))} ${escaped(below.usage)}`,
      escaped(below.description),
    ]),
    ...(command.arguments.length === 0 ? [] : ['.SH ARGUMENTS']),
    ...command.arguments.flatMap((argument) => [
      '.TP',
      `.I ${escaped(argument.name)}`,
      escaped(withChoices(argument)),
    ]),
    ...[...groups(command.options)].flatMap(([group, options]) => [
      `.SH ${escaped(group.toUpperCase())}`,
      ...options.flatMap(optionLines),
    ]),
    ...paragraphs.slice(described.length).flatMap(noteLines),
    ...(related.length === 0
      ? []
      : ['.SH SEE ALSO', ...related.map((page, index) => page + comma(index, related))]),
  ];
  return `${lines.join('\n')}\n`;
}

function groups(options: readonly OptionWords[]): ReadonlyMap<string, readonly OptionWords[]> {
  const found = new Map<string, readonly OptionWords[]>();
  for (const option of options) found.set(option.group, [...(found.get(option.group) ?? []), option]);
  return found;
}

function optionLines({ short, long, takes, valueName, description }: OptionWords): readonly string[] {
  const flags = [short, long].filter((flag) => flag !== undefined).map((flag) => `\\fB${escaped(flag)}\\fR`);
  const value = `\\fI${escaped(valueName)}\\fR`;
  const tail = { nothing: '', value: ` ${value}`, 'value or nothing': ` [${value}]` }[takes];
  return ['.TP', `${flags.join(', ')}${tail}`, escaped(description)];
}

/** What a paragraph of the notes below a help begins with where it is a section of its own: `Examples:`, `Exit code: …`. */
const heading = /^([A-Z][a-z ]*):(?:\n| )([^]*)$/;

/** A paragraph of the notes below a help. Where lines are indented their breaks stay. */
function noteLines(paragraph: string): readonly string[] {
  const [, title, rest] = heading.exec(paragraph) ?? [];
  const text = rest ?? paragraph;
  const head = title === undefined ? '.PP' : `.SH ${escaped(title.toUpperCase())}`;
  return /^ /m.test(text)
    ? [head, '.nf', ...text.split('\n').map(escaped), '.fi']
    : [head, ...text.split('\n').map(escaped)];
}

const withoutStop = (text: string): string => text.replace(/\.$/, '');

function withChoices({ description, values }: CommandWords['arguments'][number]): string {
  return values.kind === 'words' ? `${description}: ${values.words.join(', ')}` : description;
}

const comma = (index: number, all: readonly string[]): string => (index < all.length - 1 ? ' ,' : '');

/** Text that roff prints as it is: no escapes of its own, no requests, its hyphens those that can be copied. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(
      /[^\x20-\x7e]/gu,
      (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^(?=[.'])/, '\\&');
}

import type { Command } from 'commander';
import { distanceOf } from '../document/nearest.js';

/** Options as iptables and other programs call them, and what says that here, in the order in which it is looked for. */
const usualWords: ReadonlyMap<string, readonly string[]> = new Map([
  ['--src', ['--from']],
  ['--dst', ['--to']],
  ['--source', ['--src', '--from']],
  ['--destination', ['--dst', '--to']],
  ['--source-port', ['--sport']],
  ['--source-ports', ['--sport']],
  ['--destination-port', ['--dport']],
  ['--destination-ports', ['--dport']],
  ['--protocol', ['--proto']],
  ['--in', ['--iif']],
  ['--in-interface', ['--iif']],
  ['--interface', ['--iif']],
  ['--iface', ['--iif']],
  ['--dev', ['--iif']],
  ['--out', ['--oif']],
  ['--out-interface', ['--oif']],
  ['--markdown', ['--format markdown']],
  ['--md', ['--format markdown']],
  ['--output', ['--format']],
  ['--no-color', ['--color never']],
  ['-v', ['--version']],
]);

/**
 * The sentence about a command line that commander refuses, with what is meant where iptables or habit call that otherwise than it is spelt
 * nearly: commander names what is spelt nearly itself, and what is far from it as well, which is left out here.
 */
export function withMeantOption(command: Command, text: string): string {
  const missing = /^error: missing required argument '/.test(text);
  if (missing) return `${text.trimEnd()} (${calledWith(command)}; --help has examples)\n`;
  if (text.startsWith("error: unknown command 'version'")) {
    return text.replace('(Did you mean verify?)', '(Did you mean --version?)');
  }
  const typed = /^error: unknown option '(-[^'=]*)/.exec(text)?.[1];
  if (typed === undefined) return text;
  const sentence = `error: unknown option '${typed}'\n`;
  const owner = command.commands.find((below) => has(below, typed));
  if (owner !== undefined) {
    const line = `${command.name()} ${owner.name()} ${typed}`;
    return `${sentence}(options of ${owner.name()} stand behind it: ${line} …)\n`;
  }
  const meant = (usualWords.get(typed) ?? formatCalled(command, typed)).find((words) =>
    has(command, words.split(' ')[0] ?? ''),
  );
  if (meant !== undefined) return `${sentence}(Did you mean ${meant}?)\n`;
  return text.replace(/\(Did you mean (?:one of )?(.*)\?\)\n/, (whole, offered: string) =>
    offered.split(', ').some((option) => isNear(typed, option)) ? whole : '',
  );
}

function has(command: Command, flag: string): boolean {
  return command.options.some(({ short, long }) => short === flag || long === flag);
}

/** `--json` for `--format json`, where there is such a format. */
function formatCalled(command: Command, typed: string): readonly string[] {
  const formats = command.options.find(({ long }) => long === '--format')?.argChoices ?? [];
  return formats.includes(typed.slice(2)) ? [`--format ${typed.slice(2)}`] : [];
}

/** Whether someone who typed one may have meant the other: commander takes up to three letters for a slip, also of four. */
function isNear(typed: string, option: string): boolean {
  const [a, b] = [typed.slice(2), option.slice(2)];
  const distance = distanceOf(a, b);
  return distance <= 1 || (a[0] === b[0] && 2 * distance <= a.length);
}

function calledWith(command: Command): string {
  const usage = command.usage().replace(/^\[options\] ?/, '');
  return [command.parent?.name(), command.name(), usage].filter((word) => word !== undefined).join(' ');
}

/** Of a command line that failed: the long options of its command that were typed with one dash, as `-src`, which is `-s rc`. */
export function typedWithOneDash(program: Command, [name, ...words]: readonly string[]): readonly string[] {
  const options = program.commands.find((command) => command.name() === name)?.options ?? [];
  const meant = words.filter((word) => /^-[a-z]{2}/.test(word)).map((word) => `-${word.replace(/=.*/, '')}`);
  return [...new Set(meant)].filter((word) => options.some(({ long }) => long === word));
}

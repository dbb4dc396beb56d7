import type { Command } from 'commander';

/** Options as iptables and other programs call them, and what says that here. */
const usualWords: ReadonlyMap<string, string> = new Map([
  ['--source', '--src'],
  ['--destination', '--dst'],
  ['--source-port', '--sport'],
  ['--source-ports', '--sport'],
  ['--destination-port', '--dport'],
  ['--destination-ports', '--dport'],
  ['--protocol', '--proto'],
  ['--in-interface', '--iif'],
  ['--interface', '--iif'],
  ['--iface', '--iif'],
  ['--out-interface', '--oif'],
  ['--json', '--format json'],
  ['--output', '--format'],
  ['--no-color', '--color never'],
]);

/**
 * The sentence about an option that a command does not have, with the one that is meant where iptables or habit call that otherwise than it is
 * spelt nearly: commander names what is spelt nearly itself.
 */
export function withMeantOption(command: Command, text: string): string {
  const typed = /^error: unknown option '(--[a-z-]+)(?:=.*)?'/.exec(text)?.[1] ?? '';
  const meant = usualWords.get(typed);
  const [long] = meant?.split(' ') ?? [];
  if (meant === undefined || !command.options.some((option) => option.long === long)) return text;
  return `error: unknown option '${typed}'\n(Did you mean ${meant}?)\n`;
}

/** Of a command line that failed: the long options of its command that were typed with one dash, as `-src`, which is `-s rc`. */
export function typedWithOneDash(program: Command, [name, ...words]: readonly string[]): readonly string[] {
  const options = program.commands.find((command) => command.name() === name)?.options ?? [];
  const meant = words.filter((word) => /^-[a-z]{2}/.test(word)).map((word) => `-${word.replace(/=.*/, '')}`);
  return [...new Set(meant)].filter((word) => options.some(({ long }) => long === word));
}

/** What a program or one of its commands takes, as plain data: what its help, its manual page and the completions of shells are made of. */
export interface CommandWords {
  /** The words it is called by: `calitrace`, `calitrace trace`. */
  readonly called: string;
  /** What follows them: `[options] [dump]`. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly arguments: readonly ArgumentWords[];
  readonly commands: readonly CommandWords[];
  /** What its help says below the options; lines as they are printed. */
  readonly notes: string;
}

/** An option. At least one of `short` and `long` is there. */
export interface OptionWords {
  readonly short: string | undefined;
  readonly long: string | undefined;
  /** Whether a value follows. */
  readonly takes: 'nothing' | 'value' | 'value or nothing';
  /** The value as the help names it: `file`. */
  readonly valueName: string;
  readonly values: Values;
  /** Whether it may be given more than once. */
  readonly repeatable: boolean;
  /** With its choices and default. */
  readonly description: string;
  /** The heading that it stands below in the help, without a colon. */
  readonly group: string;
}

export interface ArgumentWords {
  /** As in the usage: `dump`. */
  readonly name: string;
  readonly description: string;
  readonly values: Values;
  readonly repeatable: boolean;
  /** Words that may stand before it. */
  readonly before: readonly string[];
}

/** What a shell can offer for a value. */
export type Values =
  { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'file' | 'any' };

/** The last of the words that a command is called by. */
export function ownName(command: CommandWords): string {
  return command.called.slice(command.called.lastIndexOf(' ') + 1);
}

/** A command and all below it, itself first. */
export function withCommandsBelow(command: CommandWords): readonly CommandWords[] {
  return [command, ...command.commands.flatMap(withCommandsBelow)];
}

/**
 * What the command of a line is for. Of all that iptables-restore takes within a table, a saved dump has only `append`.
 * @see iptables iptables/iptables.c original_opts
 */
export type Command =
  | 'append'
  | 'insert'
  | 'new-chain'
  | 'policy'
  /** Empties or removes chains. */
  | 'flush'
  /** Changes or takes away what stood before. */
  | 'edit'
  /** Sets counters back. */
  | 'zero'
  /** Prints or counts; changes no rule. */
  | 'idle';

interface Spelling {
  readonly short: string;
  readonly long: string;
  /** What getopt takes at least without taking another option for it (`--in-interface`), where that is read. */
  readonly shortest?: string;
  readonly command: Command;
}

/** Of abbreviations only those of rules are read: others are the beginnings of an extension's options too (`--pol`, `--new`). */
const spellings: readonly Spelling[] = [
  { short: '-A', long: '--append', shortest: '--ap', command: 'append' },
  { short: '-I', long: '--insert', shortest: '--ins', command: 'insert' },
  { short: '-N', long: '--new-chain', command: 'new-chain' },
  { short: '-P', long: '--policy', command: 'policy' },
  { short: '-F', long: '--flush', command: 'flush' },
  { short: '-X', long: '--delete-chain', command: 'flush' },
  { short: '-D', long: '--delete', command: 'edit' },
  { short: '-R', long: '--replace', command: 'edit' },
  { short: '-E', long: '--rename-chain', command: 'edit' },
  { short: '-Z', long: '--zero', command: 'zero' },
  { short: '-L', long: '--list', command: 'idle' },
  { short: '-S', long: '--list-rules', command: 'idle' },
  { short: '-C', long: '--check', command: 'idle' },
  { short: '-V', long: '--version', command: 'idle' },
  { short: '-h', long: '--help', command: 'idle' },
];

/** What an option stands for if it is a command, and how that is spelled out. */
interface SpelledCommand {
  readonly command: Command;
  readonly text: string;
}

const commands: ReadonlyMap<string, SpelledCommand> = new Map(
  spellings.flatMap(({ short, long, shortest = long, command }) => {
    const written = Array.from({ length: long.length - shortest.length + 1 }, (_, more) =>
      long.slice(0, shortest.length + more),
    );
    return [
      [short, { command, text: short }] as const,
      ...written.map((name) => [name, { command, text: long }] as const),
    ];
  }),
);

/** The command that an option name stands for, with its full spelling. */
export function readCommand(name: string): SpelledCommand | undefined {
  return commands.get(name);
}

/** The commands whose next word is a chain's name, whatever that looks like. */
export const chainCommands: readonly string[] = spellings
  .filter(({ command }) => command === 'append' || command === 'insert')
  .flatMap(({ short, long }) => [short, long]);

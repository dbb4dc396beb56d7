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
  readonly command: Command;
}

const spellings: readonly Spelling[] = [
  { short: '-A', long: '--append', command: 'append' },
  { short: '-I', long: '--insert', command: 'insert' },
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

const commands: ReadonlyMap<string, Spelling> = new Map(
  spellings.flatMap((spelling) => [
    [spelling.short, spelling],
    [spelling.long, spelling],
  ]),
);

/** As short as getopt takes them without taking another option for them (`--in-interface`). */
const abbreviations: readonly { readonly shortest: string; readonly long: string }[] = [
  { shortest: '--ap', long: '--append' },
  { shortest: '--ins', long: '--insert' },
];

/**
 * The command that an option name stands for, with its full spelling. Of the abbreviations that getopt takes, only those
 * of rules are read: others are the beginnings of an extension's options too (`--pol`, `--new`).
 */
export function readCommand(name: string): { readonly command: Command; readonly text: string } | undefined {
  const exact = commands.get(name);
  if (exact !== undefined) return { command: exact.command, text: name };
  for (const { shortest, long } of abbreviations) {
    if (!name.startsWith(shortest) || !long.startsWith(name)) continue;
    const spelling = commands.get(long);
    return spelling && { command: spelling.command, text: spelling.long };
  }
  return undefined;
}

/** The commands whose next word is a chain's name, whatever that looks like. */
export const chainCommands: readonly string[] = spellings
  .filter(({ command }) => command === 'append' || command === 'insert')
  .flatMap(({ short, long }) => [short, long]);

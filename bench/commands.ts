import type { BenchDump } from './dumps/benchDump.js';
import type { Task } from './measure/series.js';

/** The files of a dump in the temporary folder. */
export interface DumpFiles {
  readonly dump: string;
  readonly changed: string;
  readonly rolledOut: string;
  readonly packets: string;
}

/** What stands before each command line. */
export interface Programs {
  readonly node: string;
  readonly calitrace: string;
  /** Of `iptables-legacy-restore` and `iptables-nft-restore` those that can be asked here. */
  readonly restore: readonly string[];
  /** Options that `calitrace parse` knows. */
  readonly parseOptions: ReadonlySet<string>;
}

/** The floor: what starting Node takes. */
export const floor = 'node -e 0';
/** What is measured beside calitrace, on the same dump in the same rounds. */
export const yardsticks = [floor, 'iptables-legacy-restore --test', 'iptables-nft-restore --test'] as const;

/** What is measured of calitrace, by the name that the report gives it. */
export const commands = [
  'help',
  'trace',
  'trace of 1 000 packets',
  'parse',
  'parse --no-memo',
  'lint',
  'reach',
  'reach -d',
  'diff',
  'diff -d',
  'diff of a rollout',
] as const;

export type CommandName = (typeof commands)[number];

/** What takes about as long as a yardstick, and so runs right beside them. */
const quick: readonly CommandName[] = ['help', 'trace', 'trace of 1 000 packets', 'parse', 'parse --no-memo'];

/** The tasks of one dump in the order of a round: yardsticks and the chosen commands, what is compared side by side. */
export function tasksOf(
  { packet, packets, reach, only }: BenchDump,
  { dump, changed, rolledOut, packets: packetFile }: DumpFiles,
  { node, calitrace, restore, parseOptions }: Programs,
  chosen: readonly CommandName[],
): readonly Task[] {
  const words: Readonly<Record<CommandName, readonly string[]>> = {
    help: ['--help'],
    trace: ['trace', ...packet, dump],
    'trace of 1 000 packets': ['trace', ...packets.options, '--packets', packetFile, dump],
    parse: ['parse', '--format', 'none', dump],
    'parse --no-memo': ['parse', '--format', 'none', '--no-memo', dump],
    lint: ['lint', '--no-config', '--format', 'json', dump],
    reach: ['reach', '--format', 'json', ...reach, dump],
    'reach -d': ['reach', '--format', 'json', ...reach, ...only.reach, dump],
    diff: ['diff', '--format', 'json', dump, changed],
    'diff -d': ['diff', '--format', 'json', ...only.diff, dump, changed],
    'diff of a rollout': ['diff', '--format', 'json', dump, rolledOut],
  };
  const measured = (names: readonly CommandName[]): readonly Task[] =>
    names
      .filter(
        (name) => chosen.includes(name) && (name !== 'parse --no-memo' || parseOptions.has('--no-memo')),
      )
      .map((name) => ({ name, words: [node, calitrace, ...words[name]], good: goodCodes(name) }));
  return [
    { name: floor, words: [node, '-e', '0'], good: [0] },
    ...measured(quick),
    ...restore.map((program) => ({ name: `${program} --test`, words: [program, '--test', dump], good: [0] })),
    ...measured(commands.filter((name) => !quick.includes(name))),
  ];
}

/** A healthy node has no findings, some packet comes to the rule, and the changed dumps differ. */
function goodCodes(name: CommandName): readonly number[] {
  return name.startsWith('diff') ? [1] : [0];
}

import { readAddress, writeAddress } from '../../src/address/address.js';
import { redactTools } from '../../src/cli/redactTools.js';
import type { JsonDecider, JsonTrace, JsonWalk } from '../../src/format/trace/jsonTrace.js';
import type { Names } from '../../src/redact/names.js';
import { redactInterface } from '../../src/redact/redactRules.js';
import { redactText } from '../../src/redact/redactText.js';
import { redactSnapshot, type Redacted } from '../../src/redact/redactSnapshot.js';
import { keyedChance } from '../../src/digest/digests.js';
import type { Output, Snapshot } from '../../src/snapshot/snapshot.js';
import { linesOf } from '../../src/snapshot/snapshot.js';
import { writeSnapshot } from '../../src/snapshot/writeSnapshot.js';
import { run } from '../cli/run.js';

/** A snapshot of these outputs; texts are UTF-8 here. */
export function snapshotOf(
  outputs: readonly (Omit<Output, 'command' | 'status' | 'lines' | 'errors'> & { readonly text: string })[],
): Snapshot {
  return {
    takenAt: '2026-05-01T08:30:00.000Z',
    host: 'node-7',
    kernel: '6.1.0',
    redacted: false,
    missing: [],
    sysctls: [],
    outputs: outputs.map(({ text, ...output }) => ({
      ...output,
      command: ['made', 'up'],
      status: 0,
      lines: linesOf(Buffer.from(text, 'utf8').toString('latin1')),
      errors: [],
    })),
  };
}

export interface BothSnapshots {
  readonly files: Readonly<Record<'original' | 'redacted', string>>;
  readonly names: Names;
  readonly redacted: Snapshot;
  readonly left: Redacted['left'];
}

export function redact(snapshot: Snapshot, secret: string): BothSnapshots {
  const {
    names,
    left,
    snapshot: redacted,
  } = redactSnapshot(snapshot, keyedChance(secret), redactTools(snapshot));
  return {
    files: { original: writeSnapshot(snapshot), redacted: writeSnapshot(redacted) },
    names,
    redacted,
    left,
  };
}

/** Options of `calitrace trace` for the packet that this one became. */
export function redactOptions(options: readonly string[], names: Names): readonly string[] {
  return options.map((word, index) => {
    switch (options[index - 1]) {
      case '--src':
      case '-s':
      case '--dst':
      case '-d': {
        const address = readAddress(word);
        return address === undefined ? word : writeAddress(names.address(address));
      }
      case '--iif':
      case '-i':
      case '--oif':
      case '-o':
        return redactInterface(word, names);
      case '--assume':
        return redactText(word, names).replaceAll(/\bcali[0-9a-f]{11}\b/g, (name) => names.interface(name));
      default:
        return word;
    }
  });
}

/** What is left of the traces of packets where names and addresses do not count, on both; a line of a file for each packet, `common` for all. */
export async function tracesOf(
  both: BothSnapshots,
  common: readonly string[],
  packets: readonly (readonly string[])[],
): Promise<{ readonly original: unknown; readonly redacted: unknown }> {
  const traced = async (
    file: string,
    map: (words: readonly string[]) => readonly string[],
  ): Promise<readonly (JsonTrace | { readonly problem: unknown })[]> => {
    const lines = packets.map((packet) => `${map(packet).join(' ')}\n`).join('');
    const { stdout } = await run(
      ['trace', ...map(common), '--format', 'json', '--packets', 'packets', 'node'],
      {
        files: { node: file, packets: lines },
      },
    );
    return linesOf(stdout).map((line) => JSON.parse(line) as JsonTrace);
  };
  const { names, files } = both;
  const original = await traced(files.original, (words) => words);
  const redacted = await traced(files.redacted, (words) => redactOptions(words, names));
  const there: Change = { chain: (name) => names.chain(name), answer: (text) => redactText(text, names) };
  const here: Change = { chain: (name) => name, answer: (text) => text };
  const left = (trace: JsonTrace | { readonly problem: unknown }, change: Change): unknown =>
    'problem' in trace ? 'problem' : walkOf(trace, change);
  return {
    original: original.map((trace, index) => [packets[index]?.join(' '), left(trace, there)]),
    redacted: redacted.map((trace, index) => [packets[index]?.join(' '), left(trace, here)]),
  };
}

/** How the first trace's text reads in the second. */
interface Change {
  readonly chain: (name: string) => string;
  readonly answer: (text: string) => string;
}

function walkOf({ complete, paths }: JsonWalk, change: Change): unknown {
  return {
    complete,
    paths: paths.map((path) => ({
      end: path.disposition.kind,
      by: deciderOf(path.disposition.by, change),
      chance: path.chance,
      answers: path.assumptions.map(({ answer }) => change.answer(answer)),
      mark: path.packet['mark'],
      fields: path.dependsOn.map(({ field }) => field),
      hops: path.hops.map((hop) =>
        hop.kind === 'table'
          ? [hop.hook, hop.table, ...hop.steps.map((step) => stepOf(step, change))]
          : [hop.kind, hop.hook],
      ),
      reply: path.reply === undefined || 'none' in path.reply ? 'none' : walkOf(path.reply, change),
    })),
  };
}

function deciderOf(by: JsonDecider, change: Change): unknown {
  switch (by.kind) {
    case 'rule':
      return [by.table, change.chain(by.chain), by.rule, by.line];
    case 'policy':
      return [by.table, by.chain];
    case 'kernel':
      return by.reason.replaceAll(/\S*\d\S*/g, '');
  }
}

type Step = Extract<JsonWalk['paths'][number]['hops'][number], { kind: 'table' }>['steps'][number];

function stepOf(step: Step, change: Change): unknown {
  switch (step.kind) {
    case 'rule':
      return [step.kind, change.chain(step.chain), step.rule, step.verdict, step.changes['mark']];
    case 'policy':
      return [step.kind, step.chain, step.verdict];
    case 'return':
      return [step.kind, change.chain(step.chain), step.because];
  }
}

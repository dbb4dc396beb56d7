import type { Problem } from '../ast/problem.js';
import type { CtDirection } from '../netfilter/states.js';
import { longestObservation, readObservation } from '../observed/readObservation.js';
import type { Observation, ObservedFault } from '../observed/observation.js';
import type { QuestionOptions } from './questionOptions.js';
import { joinedLines, packetLines, type PacketText } from './packetLines.js';
import { readFile, type Input } from './readInput.js';
import type { Io } from './io.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { encodeUtf8 } from '../document/utf8.js';
import { UsageError } from './usageError.js';

/** Which packet of a connection a line of conntrack stands for. */
export function observedDirection({ ctdir }: Pick<QuestionOptions, 'ctdir'>): CtDirection {
  return ctdir?.toUpperCase() === 'REPLY' ? 'REPLY' : 'ORIGINAL';
}

/**
 * The options with the packet that `--from-log` tells: in a line, a file or on standard input. Undefined where it cannot be used, which stands on
 * stderr then.
 * @throws UsageError where there is no such line
 */
export async function observedOptions(
  screen: Screen,
  options: QuestionOptions,
  given: string,
  dump: string | undefined,
): Promise<QuestionOptions | undefined> {
  const direction = observedDirection(options);
  const { name, text } = await textOf(screen, given, dump, direction);
  const read = await firstPacket(text, direction);
  if (read === undefined) throw new UsageError(`${name} tells of no packet: give ${knownLines}`);
  if (read.kind === 'fault') {
    showProblems(screen, [observedProblem(read.fault, read.line)], name, true);
    return undefined;
  }
  if (read.more > 0) {
    screen.io.writeError(
      `calitrace: the first packet of ${name}; trace --packets traces ${read.more} more\n`,
    );
  }
  return { ...options, observed: read.observation };
}

type FirstPacket =
  | { readonly kind: 'packet'; readonly observation: Observation; readonly more: number }
  | { readonly kind: 'fault'; readonly fault: ObservedFault; readonly line: PacketText };

/** The first packet of a text, or what is wrong with a line before it; undefined where it tells of none. */
async function firstPacket(text: string, direction: CtDirection): Promise<FirstPacket | undefined> {
  let found: Observation | undefined;
  let more = 0;
  for await (const line of joinedLines(packetLines(once(text)))) {
    const read = readObservation(line.text.slice(0, longestObservation), direction);
    if (read?.kind === 'packet') {
      if (found !== undefined) more += 1;
      else found = read.observation;
    }
    if (read?.kind === 'fault' && found === undefined) return { kind: 'fault', fault: read.fault, line };
  }
  return found === undefined ? undefined : { kind: 'packet', observation: found, more };
}

/** What is wrong with a line that somebody printed about a packet. */
export function observedProblem(
  { message, at, length, expected, hint }: ObservedFault,
  { text: excerpt, line }: PacketText,
): Problem {
  return {
    severity: 'error',
    code: 'packet-seen',
    message,
    line,
    column: at + 1,
    length,
    excerpt,
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The lines that can be read, in words. */
export const knownLines =
  'a line of a LOG or NFLOG rule (IN=… OUT=… SRC=… DST=…), of tcpdump -n, or of conntrack -L';

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** `given` is the line itself, where it reads as one; else a file. */
async function textOf(
  { io }: Screen,
  given: string,
  dump: string | undefined,
  direction: CtDirection,
): Promise<Input> {
  if (given === '-') {
    if (dump === undefined || dump === '-') {
      throw new UsageError(
        'standard input can be read once: the dump or the line of --from-log has to be a file',
      );
    }
    return { name: 'stdin', text: await io.readStdin() };
  }
  if (given.trim() === '') throw new UsageError(`--from-log: the line is empty: give ${knownLines}`);
  const line = { name: '--from-log', text: encodeUtf8(given) };
  // Each line has blanks.
  const mayBeLine = /\s/.test(given.trim());
  if (mayBeLine && ((await firstPacket(line.text, direction)) !== undefined || !isThere(io, given))) {
    return line;
  }
  return readFile(io, given, `--from-log takes ${knownLines}, or a file with one`);
}

/** Whether there is such a file, even if it cannot be read. */
function isThere(io: Io, path: string): boolean {
  try {
    io.readFile(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ENAMETOOLONG';
  }
}

import type { Problem } from '../ast/problem.js';
import type { CtDirection } from '../netfilter/states.js';
import { longestObservation, readObservation } from '../observed/readObservation.js';
import type { Observation, ObservedFault } from '../observed/observation.js';
import type { QuestionOptions } from './questionOptions.js';
import { joinedLines, packetLines, type PacketText } from './packetLines.js';
import { readFile, type Input } from './readInput.js';
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
  const { name, text } = await textOf(screen, given, dump);
  const direction = observedDirection(options);
  let found: Observation | undefined;
  let more = 0;
  for await (const line of joinedLines(packetLines(once(text)))) {
    const read = readObservation(line.text.slice(0, longestObservation), direction);
    if (read?.kind === 'packet') {
      if (found !== undefined) more += 1;
      else found = read.observation;
    }
    if (read?.kind !== 'fault' || found !== undefined) continue;
    showProblems(screen, [observedProblem(read.fault, line)], name, true);
    return undefined;
  }
  if (found === undefined) throw new UsageError(`${name} tells of no packet: give ${knownLines}`);
  if (more > 0) {
    screen.io.writeError(`calitrace: the first packet of ${name}; trace --packets traces ${more} more\n`);
  }
  return { ...options, observed: found };
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

/** `given` is the line itself, where it has blanks, as each of them has; else a file. */
async function textOf({ io }: Screen, given: string, dump: string | undefined): Promise<Input> {
  if (given === '-') {
    if (dump === undefined || dump === '-') {
      throw new UsageError(
        'standard input can be read once: the dump or the line of --from-log has to be a file',
      );
    }
    return { name: 'stdin', text: await io.readStdin() };
  }
  if (!/\s/.test(given.trim()))
    return readFile(io, given, `--from-log takes ${knownLines}, or a file with one`);
  return { name: '--from-log', text: encodeUtf8(given) };
}

import type { Problem } from '../ast/problem.js';
import { explainCondition } from '../condition/explain.js';
import { withNames } from '../format/jsonNames.js';
import { writeJsonLine } from '../format/jsonText.js';
import { writeProblem } from '../format/problem.js';
import { traceToJson } from '../format/trace/json.js';
import { traceLineWriter } from '../format/trace/jsonLine.js';
import { packetErrorToJson } from '../format/trace/packetErrorJson.js';
import { formatPacketFault, formatPacketRow } from '../format/trace/packetRow.js';
import type { Trace } from '../trace/trace.js';
import { readCluster } from './readCluster.js';
import { packetProgress, type PacketProgress } from './packetProgress.js';
import { packetSource } from './packetSource.js';
import { packetTracer, type PacketResult } from './packetTracer.js';
import { readDump } from './ground.js';
import type { QuestionOptions } from './questionOptions.js';
import { openPieces } from './readInput.js';
import type { Screen } from './screen.js';
import { UsageError } from './usageError.js';

/** Many packets through one dump. */
export interface PacketsRequest {
  /** The file of packets, `-` for standard input. */
  readonly packets: string;
  /** It has to be a capture (`--from-pcap`). */
  readonly capture: boolean;
  /** The dump. */
  readonly path: string | undefined;
  /** What holds of every packet that does not say otherwise. */
  readonly defaults: QuestionOptions;
  readonly format: 'text' | 'json';
  /** Whether a trace ends as it should (`--expect`). */
  readonly meets: (trace: Trace) => boolean;
}

/** So many lines that cannot be used are shown on stderr. */
const shownFaults = 10;

/**
 * Traces each packet of a file. What becomes of a line is one line of output, which is written before the next is read; that of a line that
 * cannot be used says why. Gives the exit code.
 */
export async function runPackets(bare: Screen, request: PacketsRequest): Promise<number> {
  const { packets, path, defaults, meets } = request;
  if (packets === '-' && (path === undefined || path === '-')) {
    throw new UsageError('standard input can be read once: the dump or the packets have to be a file');
  }
  bare.io.optimiseLater();
  const file = openPieces(bare.io, packets);
  const progress = packetProgress(bare.io, file.name, file);
  const screen = beside(progress, bare);
  const { io } = screen;
  const read = await readDump(screen, path, defaults, defaults.strict !== true && defaults.memo);
  if (read === undefined) return 2;
  const cluster = await readCluster(screen, defaults);
  const tracer = packetTracer(screen, read, defaults, cluster);
  const writer = resultWriter(screen, request);
  let traced = 0;
  let unexpected = 0;
  let faults = 0;
  const others = new Map<string, number>();
  const source = await packetSource({
    name: file.name,
    pieces: file.pieces,
    capture: request.capture,
    defaults,
    nameOf: tracer.interfaceName,
  });
  for await (const { number, end, read: packet } of source.packets) {
    const found = tracer.trace(packet);
    if (found === undefined) continue;
    if (found.kind === 'unusable') return 2;
    if (found.kind === 'other') {
      others.set(found.what, (others.get(found.what) ?? 0) + 1);
      continue;
    }
    const result = found.kind === 'trace' ? found : placed(found.problem, file.name);
    if (result.kind === 'trace') {
      traced += 1;
      if (!meets(result.trace)) unexpected += 1;
    } else {
      faults += 1;
      if (faults <= shownFaults) showFault(screen, result.problem);
    }
    if (!(await io.pass(writer(number, result)))) break;
    progress.passed(end);
  }
  progress.clear();
  if (faults > shownFaults) {
    io.writeError(`calitrace: ${faults - shownFaults} more ${source.unit}s of ${file.name} cannot be used\n`);
  }
  for (const [what, count] of others) {
    io.writeError(
      `calitrace: ${count} ${source.unit}${count === 1 ? '' : 's'} of ${file.name} left out: ${what}\n`,
    );
  }
  const broken = source.fault();
  if (broken !== undefined) io.writeError(`calitrace: ${file.name} is not read to its end: ${broken}\n`);
  tracer.showRest();
  if (traced + faults === 0) throw new UsageError(`${file.name} holds no packet`);
  for (const subject of tracer.unasked()) {
    io.writeError(`calitrace: --assume ${subject}: no packet asked that\n`);
  }
  return faults > 0 ? 2 : unexpected > 0 ? 1 : 0;
}

/** A screen on which the bar makes room for messages. */
function beside(progress: PacketProgress, screen: Screen): Screen {
  const { io } = screen;
  const writeError = (text: string): void => {
    progress.clear();
    io.writeError(text);
  };
  return { ...screen, io: { ...io, writeError } };
}

type LineResult = Exclude<PacketResult, { readonly kind: 'unusable' | 'other' }>;

function placed(problem: Problem, source: string): LineResult {
  return { kind: 'problem', problem: { ...problem, source } };
}

function showFault({ io, errorWidth, errorColour }: Screen, problem: Problem): void {
  io.writeError(`${writeProblem(problem, { width: errorWidth, colour: errorColour, source: '' })}\n`);
}

/** What is printed for a line. */
function resultWriter(
  { colour }: Screen,
  { format, defaults }: PacketsRequest,
): (packetLine: number, result: LineResult) => string {
  const options = { verbose: defaults.verbose === true, explainCondition };
  const writeTrace = traceLineWriter(options);
  return (packetLine, result) => {
    if (result.kind === 'problem') {
      const { problem } = result;
      return format === 'json'
        ? writeJsonLine(packetErrorToJson(packetLine, problem))
        : formatPacketFault(problem, packetLine, colour);
    }
    const { trace, told, names } = result;
    if (format === 'text') return formatPacketRow(trace, packetLine, colour, names?.beside);
    if (names === undefined) return writeTrace(trace, told.problems, packetLine);
    const json = traceToJson(trace, told.problems, options);
    return writeJsonLine({ ...withNames(json, names.mentioned), packetLine });
  };
}

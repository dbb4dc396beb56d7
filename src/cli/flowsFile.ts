import type { Problem } from '../ast/problem.js';
import { problemAt, type Document } from '../document/document.js';
import { readDocuments } from '../document/readDocuments.js';
import type { Family } from '../netfilter/hooks.js';
import type { Flow, FlowDump, FlowsFile, PacketSaid, Premises } from '../flows/flow.js';
import { readFlows } from '../flows/readFlows.js';
import { packetProblem, placeOfOption, readFlowPacket } from './flowPacket.js';
import type { SaidOption } from './packetLineOption.js';
import { readPacketOptions, type PacketOptions } from './packetOptions.js';
import type { QuestionOptions } from './questionOptions.js';
import type { Input } from './readInput.js';
import { optionsWith } from './readPacketLine.js';
import { UsageError } from './usageError.js';

/** What a flow says of its packet, with the names of its ends. */
export type FlowOptions = PacketOptions & Pick<QuestionOptions, 'from' | 'to'>;

/** A flow whose packet is read. */
export interface ReadFlow {
  readonly flow: Flow;
  /** What its packet and the defaults say. */
  readonly options: FlowOptions;
  /** Undefined where an end of it is called by a name, which a dump has to tell. */
  readonly family: Family | undefined;
  /** What is wrong with the flow, where its options cannot be used for this reason. */
  problemOf(error: UsageError): Problem;
}

/** A file of flows, all of it read. Where there are problems, it cannot be used. */
export interface FlowsReading {
  readonly dumps: readonly FlowDump[];
  readonly premises: Premises;
  readonly flows: readonly ReadFlow[];
  readonly problems: readonly Problem[];
}

/** Reads a file of flows with their packets, and finds all that is wrong with it. */
export function readFlowsFile(input: Input): FlowsReading {
  const reading = readDocument(input);
  const problems = reading.problems.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  return { ...reading, problems };
}

function readDocument(input: Input): FlowsReading {
  const { documents, problems } = readDocuments(input.text);
  const [document, second] = documents;
  const unread = problems.filter(({ severity }) => severity === 'error');
  if (unread.length > 0) return unusable(unread);
  if (document === undefined) return unusable([emptyFile()]);
  if (second !== undefined) {
    return unusable([
      problemAt(second, [], {
        severity: 'error',
        code: 'flows-file',
        message: 'a second document begins here: a file of flows is one',
      }),
    ]);
  }
  const { file, problems: wrong } = readFlows(document);
  if (wrong.length > 0) return unusable(wrong);
  return readPackets(keptDocument(input.text, document), file);
}

/** The document of a text: let go once it was read, since of many flows it takes much room, and read again where something is wrong after all. */
interface KeptDocument {
  get(): Document;
  letGo(): void;
}

function keptDocument(text: string, document: Document): KeptDocument {
  let kept: Document | undefined = document;
  return {
    get: () => {
      const [again] = kept === undefined ? readDocuments(text).documents : [kept];
      if (again === undefined) throw new Error('what could be read before cannot be read again');
      return (kept = again);
    },
    letGo: () => {
      kept = undefined;
    },
  };
}

function unusable(problems: readonly Problem[]): FlowsReading {
  return { dumps: [], premises: {}, flows: [], problems };
}

function emptyFile(): Problem {
  return {
    severity: 'error',
    code: 'flows-file',
    message: 'there is nothing in this file',
    expected: 'version: 1, and flows: with a list',
    hint: 'calitrace test --init node.save writes a file to begin with',
  };
}

function readPackets(kept: KeptDocument, { defaults, dumps, premises, flows }: FlowsFile): FlowsReading {
  const problems: Problem[] = [];
  const saidOf = (
    packet: PacketSaid | undefined,
  ): readonly Pick<SaidOption, 'option' | 'value'>[] | undefined => {
    if (packet === undefined) return [];
    const read = readFlowPacket(kept.get(), packet);
    if (read.kind === 'said') return read.said;
    problems.push(read.problem);
    return undefined;
  };
  const usual = saidOf(defaults);
  if (usual === undefined) return unusable(problems);
  const read = flows.flatMap((flow): readonly ReadFlow[] => {
    const said = saidOf(flow.packet);
    if (said === undefined) return [];
    const options = optionsWith<FlowOptions>(optionsWith<FlowOptions>({}, usual), said);
    const problemOf = (error: UsageError): Problem => {
      const names = ({ option }: Pick<SaidOption, 'option'>): boolean => option.long === error.option;
      const inDefaults = defaults !== undefined && !said.some(names) && usual.some(names);
      const path = placeOfOption(inDefaults ? defaults : flow.packet, error.option);
      return packetProblem(kept.get(), path, { code: 'packet-value', message: error.message });
    };
    try {
      // What is read of the packet is read again when it is sent: of many flows all of it takes much room.
      const family = isNamed(options) ? undefined : readPacketOptions(options).described.packet.family;
      return [{ flow, options, family, problemOf }];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(problemOf(error));
      return [];
    }
  });
  kept.letGo();
  return { dumps, premises, flows: read, problems };
}

function isNamed({ from, to }: FlowOptions): boolean {
  return from !== undefined || to !== undefined;
}

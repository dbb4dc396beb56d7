import type { Problem } from '../ast/problem.js';
import type { Document } from '../document/document.js';
import { oneDocument, type FileKind } from '../document/oneDocument.js';
import { byPlace } from '../document/readOwnFile.js';
import { readDocuments } from '../document/readDocuments.js';
import type { Family } from '../netfilter/hooks.js';
import type { Flow, FlowDump, FlowsFile, Premises } from '../flows/flow.js';
import { flowsCode, readFlows } from '../flows/readFlows.js';
import { packetProblem, placeOfOption, readFlowPacket, type FlowPacket } from './flowPacket.js';
import { readPacketOptions, type PacketOptions } from './packetOptions.js';
import type { QuestionOptions } from './questionOptions.js';
import type { Input } from './readInput.js';
import { optionsWith } from './readPacketLine.js';
import { UsageError } from './usageError.js';

const flowsKind: FileKind = {
  name: 'a file of flows',
  code: flowsCode,
  expected: 'version: 1, and flows: with a list',
  hint: 'calitrace test --init node.save writes a file to begin with',
};

/** What a flow says of its packet, with the names of its ends. */
export type FlowOptions = PacketOptions & Pick<QuestionOptions, 'from' | 'to'>;

/** A flow whose packet can be read. What is read of it is read again when it is sent: of many flows all of it takes much room. */
export interface ReadFlow {
  readonly flow: Flow;
  /** Undefined where an end of it is called by a name, which a dump has to tell. */
  readonly family: Family | undefined;
}

/** A file of flows, all of it read. Where there are problems, it cannot be used. */
export interface FlowsReading {
  readonly dumps: readonly FlowDump[];
  readonly premises: Premises;
  readonly flows: readonly ReadFlow[];
  readonly problems: readonly Problem[];
  /** What the packet of a flow and the defaults say. */
  readonly optionsOf: (flow: Flow) => FlowOptions;
  /** What is wrong with a flow, where its options cannot be used for this reason. */
  readonly problemOf: (flow: Flow, error: UsageError) => Problem;
}

/** Reads a file of flows with their packets, and finds all that is wrong with it. */
export function readFlowsFile(input: Input): FlowsReading {
  const reading = readDocument(input);
  return { ...reading, problems: reading.problems.toSorted(byPlace) };
}

function readDocument(input: Input): FlowsReading {
  const only = oneDocument(input.text, flowsKind);
  if (only.kind === 'none') return unusable(only.problems);
  const { file, problems, packetsStand } = readFlows(only.document);
  if (!packetsStand) return unusable(problems);
  const reading = readPackets(keptDocument(input.text, only.document), file);
  return problems.length > 0 ? unusable([...problems, ...reading.problems]) : reading;
}

/** The document of a text: let go once it was read, since of many flows it takes much room, and read again where something is wrong after all. */
interface KeptDocument {
  readonly get: () => Document;
  readonly letGo: () => void;
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
  const none = (): never => {
    throw new Error('a file that cannot be used has no flows');
  };
  return { dumps: [], premises: {}, flows: [], problems, optionsOf: none, problemOf: none };
}

function readPackets(kept: KeptDocument, { defaults, dumps, premises, flows }: FlowsFile): FlowsReading {
  const usual: FlowPacket =
    defaults === undefined ? { kind: 'said', said: [] } : readFlowPacket(kept.get, defaults);
  if (usual.kind === 'problem') return unusable([usual.problem]);
  const optionsOf = (said: Said): FlowOptions =>
    optionsWith<FlowOptions>(optionsWith<FlowOptions>({}, usual.said), said);
  const problemOf = (flow: Flow, said: Said, error: UsageError): Problem => {
    const names = ({ option }: Said[number]): boolean => option.long === error.option;
    const inDefaults = defaults !== undefined && !said.some(names) && usual.said.some(names);
    const path = placeOfOption(inDefaults ? defaults : flow.packet, error.option);
    return packetProblem(kept.get(), path, { code: 'packet-value', message: error.message });
  };
  const saidOf = (flow: Flow): Said => {
    const packet = readFlowPacket(kept.get, flow.packet);
    return packet.kind === 'said' ? packet.said : [];
  };
  const problems: Problem[] = [];
  const read = flows.flatMap((flow): readonly ReadFlow[] => {
    const packet = readFlowPacket(kept.get, flow.packet);
    if (packet.kind === 'problem') {
      problems.push(packet.problem);
      return [];
    }
    try {
      const options = optionsOf(packet.said);
      const family = isNamed(options) ? undefined : readPacketOptions(options).described.packet.family;
      return [{ flow, family }];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(problemOf(flow, packet.said, error));
      return [];
    }
  });
  kept.letGo();
  return {
    dumps,
    premises,
    flows: read,
    problems,
    optionsOf: (flow) => optionsOf(saidOf(flow)),
    problemOf: (flow, error) => problemOf(flow, saidOf(flow), error),
  };
}

type Said = Extract<FlowPacket, { kind: 'said' }>['said'];

function isNamed({ from, to }: FlowOptions): boolean {
  return from !== undefined || to !== undefined;
}

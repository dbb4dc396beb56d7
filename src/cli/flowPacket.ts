import type { Problem } from '../ast/problem.js';
import { problemAt, type Document, type ValuePath } from '../document/document.js';
import { decodeUtf8, encodeUtf8 } from '../document/utf8.js';
import type { PacketSaid } from '../flows/flow.js';
import { LineError, packetOption, unknownOption, type SaidOption } from './packetLineOption.js';
import { packetOptionValue } from './packetOptionValue.js';
import { readPacketWords } from './packetWords.js';

/** What a flow says of its packet, or what is wrong with that. */
export type FlowPacket =
  | { readonly kind: 'said'; readonly said: readonly Pick<SaidOption, 'option' | 'value'>[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Reads a packet of a file of flows with the options of the command line. The document is asked for where something is wrong. */
export function readFlowPacket(documentOf: () => Document, packet: PacketSaid): FlowPacket {
  if (packet.kind === 'options') return readOptions(documentOf, packet);
  try {
    return { kind: 'said', said: readPacketWords(decode(packet.text)) };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { kind: 'problem', problem: packetProblem(documentOf(), packet.path, error.fault) };
  }
}

/** Where an option of the packet stands: its key, where it has one. */
export function placeOfOption(packet: PacketSaid, option: string | undefined): ValuePath {
  const key = option?.replace(/^--/, '');
  return key !== undefined && packet.kind === 'options' && packet.options.has(key)
    ? [...packet.path, key]
    : packet.path;
}

/** A problem with a packet. Texts are Unicode. */
export function packetProblem(
  document: Document,
  path: ValuePath,
  said: {
    readonly code: string;
    readonly message: string;
    readonly expected?: string | undefined;
    readonly hint?: string | undefined;
  },
): Problem {
  const { code, message, expected, hint } = said;
  return problemAt(document, path, {
    severity: 'error',
    code,
    message: encodeUtf8(message),
    ...(expected === undefined ? {} : { expected: encodeUtf8(expected) }),
    ...(hint === undefined ? {} : { hint: encodeUtf8(hint) }),
  });
}

function readOptions(
  documentOf: () => Document,
  { path, options }: Extract<PacketSaid, { kind: 'options' }>,
): FlowPacket {
  const said: Pick<SaidOption, 'option' | 'value'>[] = [];
  for (const [latin1, scalar] of options) {
    const key = decode(latin1);
    const at = [...path, latin1];
    const option = packetOption(`--${key}`);
    if (option === undefined) {
      const { fault } = unknownOption(key, '', { at: 0, length: 1 });
      return { kind: 'problem', problem: packetProblem(documentOf(), at, fault) };
    }
    const read = packetOptionValue(option, typeof scalar === 'string' ? decode(scalar) : scalar);
    if ('wrong' in read) {
      const { wrong: message, expected } = read;
      return {
        kind: 'problem',
        problem: packetProblem(documentOf(), at, { code: 'packet-value', message, expected }),
      };
    }
    said.push({ option, value: read.value });
  }
  return { kind: 'said', said };
}

function decode(latin1: string): string {
  return decodeUtf8(latin1) ?? latin1;
}

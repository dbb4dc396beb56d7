import type { Problem } from '../ast/problem.js';
import type { Family } from '../netfilter/hooks.js';
import { captureReader, isCapture } from '../observed/captureReader.js';
import { readFrame, type CapturedFrame } from '../observed/readFrame.js';
import { joinedLines, packetLines } from './packetLines.js';
import type { QuestionOptions } from './questionOptions.js';
import { readPacketLine, type NoPacketLine, type PacketLine } from './readPacketLine.js';
import { UsageError } from './usageError.js';

/** What a line or a frame of a file of packets says. */
export interface SourcePacket {
  /** Of the line or the frame, from 1. */
  readonly number: number;
  /** Bytes of the file up to its end. */
  readonly end: number;
  /** Undefined of a line that is blank, or a comment. */
  readonly read: PacketLine<QuestionOptions> | NoPacketLine | undefined;
}

/** A file of packets: lines, or the frames of a capture. */
export interface PacketSource {
  readonly unit: 'line' | 'frame';
  readonly packets: AsyncIterable<SourcePacket>;
  /** What is wrong with the file as a whole, once all of it was read. */
  readonly fault: () => string | undefined;
}

/** What the packets of a file are read with. */
export interface SourceSetting {
  /** As messages call the file. */
  readonly name: string;
  readonly pieces: AsyncIterable<string>;
  /** It has to be a capture. */
  readonly capture: boolean;
  /** What holds of every packet that does not say otherwise. */
  readonly defaults: QuestionOptions;
  /** The name of an interface by its number on the node. */
  readonly nameOf: (index: number, family: Family) => string | undefined;
}

/**
 * The packets of a file. Whether it is a capture shows in how it begins.
 * @throws UsageError where it has to be one and is none
 */
export async function packetSource(setting: SourceSetting): Promise<PacketSource> {
  const { begin, pieces } = await begun(setting.pieces);
  if (isCapture(begin)) {
    const reader = captureReader();
    return { unit: 'frame', packets: framesOf(pieces, reader, setting), fault: reader.fault };
  }
  if (setting.capture) throw new UsageError(`${setting.name} is no capture: neither pcap nor pcapng`);
  return { unit: 'line', packets: linesOf(pieces, setting.defaults), fault: () => undefined };
}

/** Enough of a file to tell what it is; `pieces` are still all of it. */
async function begun(
  all: AsyncIterable<string>,
): Promise<{ readonly begin: string; readonly pieces: AsyncIterable<string> }> {
  const rest = all[Symbol.asyncIterator]();
  let begin = '';
  while (begin.length < 4) {
    const next = await rest.next();
    if (next.done === true) break;
    begin += next.value;
  }
  const pieces = async function* (): AsyncGenerator<string> {
    if (begin !== '') yield begin;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return { begin, pieces: pieces() };
}

async function* linesOf(
  pieces: AsyncIterable<string>,
  defaults: QuestionOptions,
): AsyncGenerator<SourcePacket> {
  for await (const line of joinedLines(packetLines(pieces))) {
    yield { number: line.line, end: line.end, read: readPacketLine(line, defaults) };
  }
}

async function* framesOf(
  pieces: AsyncIterable<string>,
  reader: ReturnType<typeof captureReader>,
  setting: SourceSetting,
): AsyncGenerator<SourcePacket> {
  let number = 0;
  for await (const piece of pieces) {
    for (const { frame, end } of reader.take(piece)) {
      number += 1;
      yield { number, end, read: frameRead(frame, number, setting) };
    }
  }
}

function frameRead(
  frame: CapturedFrame,
  number: number,
  { defaults, nameOf }: SourceSetting,
): PacketLine<QuestionOptions> | NoPacketLine {
  const problemOf = ({ message }: { readonly message: string }): Problem => ({
    severity: 'error',
    code: 'packet-seen',
    message,
    line: number,
  });
  const seen = readFrame(frame, nameOf);
  switch (seen.kind) {
    case 'other':
      return seen;
    case 'fault':
      return { kind: 'problem', problem: problemOf(seen.fault) };
    case 'packet':
      return { kind: 'packet', options: { ...defaults, observed: seen.observation }, problemOf };
  }
}

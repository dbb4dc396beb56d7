import fc from 'fast-check';
import { readPacketOptions } from '../../src/cli/packetOptions.js';
import { UsageError } from '../../src/cli/usageError.js';
import { captureReader, type PlacedFrame } from '../../src/observed/captureReader.js';
import type { Observed } from '../../src/observed/observation.js';
import { readFrame } from '../../src/observed/readFrame.js';
import {
  ethernet,
  first4,
  hex,
  later4,
  later6,
  listener6,
  nflogForward,
  options4,
  pcap,
  pcapng,
  ping4,
  tcp4,
  tcp6,
  udp4,
} from '../observed/captures.js';
import type { Answer, Door } from './door.js';
import { mutated, terminalPieces } from './mutated.js';

const packets = [tcp4, udp4, later4, first4, ping4, options4, tcp6, listener6, later6];
const cooked = hex('0000 0001 0006 76c23407f3470000 0800');
const cooked2 = hex('0800 0000 00000002 0001 00 06 76c23407f3470000');
const seeds = [
  pcap(101, packets),
  pcap(
    1,
    [ethernet('0800', tcp4), ethernet('88a8 0005 8100 0007 86dd', tcp6), ethernet('0806', ping4)],
    true,
  ),
  pcap(113, [cooked + tcp4, cooked + udp4], false, 0xa1b23c4d),
  pcap(276, [cooked2 + tcp4, cooked2 + later4]),
  pcap(239, [nflogForward(tcp4), nflogForward(tcp6, 0)]),
  ...[false, true].map((network) =>
    pcapng(
      101,
      'cali1',
      packets.map((packet, index) => [packet, ([0, 1, 2] as const)[index % 3] ?? 0] as const),
      network,
    ),
  ),
  ...terminalPieces.map((piece) => pcapng(101, `c${piece}`, [[tcp4, 1]])),
];

const numbers = [0, 1, 2, 3, 4, 6, 11, 12, 15, 16, 20, 28, 0x7f, 0xff, 0x100, 0xffff, 0x10000] as const;
const large = [0xffffff, 0x1000000, 0x1000004, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff] as const;

/** A number of one, two or four bytes in either order. */
const written = fc
  .tuple(fc.constantFrom(...numbers, ...large), fc.constantFrom(1, 2, 4), fc.boolean())
  .map(([value, width, network]) => {
    const bytes = Array.from({ length: width }, (_, at) =>
      String.fromCharCode(Math.floor(value / 256 ** at) % 256),
    );
    return (network ? bytes.reverse() : bytes).join('');
  });

type Change = (bytes: string) => string;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const offset = (bytes: string, at: number): number => Math.floor(at * (bytes.length + 1));
const put = (bytes: string, at: number, by: string): string =>
  bytes.slice(0, at) + by + bytes.slice(at + by.length);

/** What bytes are exchanged for in place, so that the rest still stands where it stood; parts doubled, moved and cut out. */
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    // Fields of files and packets stand at even offsets.
    arbitrary: fc.tuple(place, written).map(
      ([at, by]) =>
        (bytes: string) =>
          put(bytes, offset(bytes, at) & ~1, by),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(place, fc.nat(255)).map(
      ([at, byte]) =>
        (bytes: string) =>
          put(bytes, offset(bytes, at), String.fromCharCode(byte)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, place, fc.nat(80)).map(([from, to, length]) => (bytes: string) => {
      const part = bytes.slice(offset(bytes, from), offset(bytes, from) + length);
      return bytes.slice(0, offset(bytes, to)) + part + bytes.slice(offset(bytes, to));
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, fc.nat(20)).map(
      ([at, length]) =>
        (bytes: string) =>
          bytes.slice(0, offset(bytes, at)) + bytes.slice(offset(bytes, at) + length),
    ),
  },
  { weight: 1, arbitrary: place.map((at) => (bytes: string) => bytes.slice(0, offset(bytes, at))) },
);

const changed = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 }))
  .map(([seed, changes]) => changes.reduce((bytes, each) => each(bytes), seed));

/** All frames of a file that comes in pieces, and what is wrong with it. */
function framesOf(pieces: readonly string[]): {
  readonly frames: readonly PlacedFrame[];
  readonly fault: string | undefined;
} {
  const reader = captureReader();
  const frames = pieces.flatMap((piece) => reader.take(piece));
  return { frames, fault: reader.fault() };
}

/** Reads a capture at once and in pieces, which must not matter; every frame of it, and the packet in that. */
function readCapture(bytes: string): Answer {
  const whole = framesOf([bytes]);
  const pieces = bytes.match(/.{1,37}/gs) ?? [];
  const inPieces = framesOf(pieces);
  const sentences: string[] = whole.fault === undefined ? [] : [whole.fault];
  const faults: string[] = [];
  let before = 0;
  if (JSON.stringify(whole) !== JSON.stringify(inPieces)) faults.push('in pieces it is another');
  for (const { frame, end } of whole.frames) {
    if (end <= before || end > bytes.length) faults.push(`a frame ends at ${end} of ${bytes.length}`);
    if (frame.bytes.length > end - before) faults.push(`a frame has ${frame.bytes.length} bytes`);
    before = end;
    const read = readFrame(frame, (index) => (index === 2 ? 'cali1' : undefined));
    sentences.push(...sentencesOf(read));
    const wrong = read.kind === 'packet' ? wrongNumber(read.observation.seen) : undefined;
    if (wrong !== undefined) faults.push(wrong);
  }
  return { problems: [], sentences, fault: faults[0] };
}

function sentencesOf(read: Observed): readonly string[] {
  if (read.kind === 'other') return [read.what];
  if (read.kind === 'fault') return [read.fault.message];
  const { observation } = read;
  try {
    readPacketOptions({ observed: observation });
    return [...observation.unused, ...observation.words.values()];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [...observation.unused, error.message];
  }
}

/** A number that no field of a packet has. */
function wrongNumber(seen: object): string | undefined {
  const wrong = Object.entries(seen).find(
    ([, value]) => typeof value === 'number' && !(Number.isInteger(value) && value >= 0),
  );
  return wrong === undefined ? undefined : `${wrong[0]} is ${String(wrong[1])}`;
}

/** pcap and pcapng. */
export const captureDoor: Door = {
  name: 'capture',
  share: 1,
  seeds,
  inputs: fc.oneof({ weight: 6, arbitrary: changed }, { weight: 1, arbitrary: mutated(seeds) }),
  read: readCapture,
};

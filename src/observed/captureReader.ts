import { longAt, longBackAt, lowerFirst, networkOrder, type ByteOrder, type Bytes } from './bytes.js';
import type { CapturedFrame } from './readFrame.js';

/** A frame, with how many bytes of the file there are up to its end. */
export interface PlacedFrame {
  readonly frame: CapturedFrame;
  readonly end: number;
}

/** Reads a capture file that comes in pieces. No more is kept of it than one frame. */
export interface CaptureReader {
  /** The frames that are whole with this piece. */
  readonly take: (piece: Bytes) => readonly PlacedFrame[];
  /** What is wrong with the file, once: it is broken there, and nothing behind that is read; or it ends within a frame. */
  readonly fault: () => string | undefined;
}

const section = 0x0a0d0d0a;
const sectionOrder = 0x1a2b3c4d;
const magics: ReadonlySet<number> = new Set([0xa1b2c3d4, 0xa1b23c4d]);

/** Whether a file begins as captures do: at least its first four bytes. */
export function isCapture(bytes: Bytes): boolean {
  return longAt(bytes, 0) === section || magics.has(longAt(bytes, 0)) || magics.has(longBackAt(bytes, 0));
}

/** No frame or block of a sound file is longer, in bytes. */
const longest = 1 << 24;

/** What of a block was read: how many bytes it takes, and a frame where it holds one. Undefined: more bytes are needed. */
type Step =
  { readonly size: number; readonly frame?: CapturedFrame } | { readonly broken: string } | undefined;

type Format = (bytes: Bytes, at: number) => Step;

/**
 * A reader of pcap and pcapng, in either byte order.
 * @see https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html, draft-ietf-opsawg-pcapng-02.html
 */
export function captureReader(): CaptureReader {
  let kept = '';
  let passed = 0;
  let broken: string | undefined;
  let format: Format | undefined;
  return {
    take(piece) {
      if (broken !== undefined) return [];
      kept += piece;
      if (format === undefined && kept.length < 24) return [];
      format ??= longAt(kept, 0) === section ? pcapng() : pcap();
      const frames: PlacedFrame[] = [];
      let at = 0;
      for (let step = format(kept, at); step !== undefined; step = format(kept, at)) {
        if ('broken' in step) {
          broken = step.broken;
          break;
        }
        at += step.size;
        if (step.frame !== undefined) frames.push({ frame: step.frame, end: passed + at });
      }
      kept = kept.slice(at);
      passed += at;
      return frames;
    },
    fault: () => broken ?? (kept === '' ? undefined : 'it ends within a frame'),
  };
}

function pcap(): Format {
  let order: ByteOrder | undefined;
  let linkType = 0;
  return (bytes, at) => {
    if (order === undefined) {
      order = magics.has(longAt(bytes, at)) ? networkOrder : lowerFirst;
      linkType = order.long(bytes, at + 20) & 0xffff;
      return { size: 24 };
    }
    if (bytes.length - at < 16) return undefined;
    const length = order.long(bytes, at + 8);
    if (length > longest) return { broken: `a frame of ${length} bytes cannot be` };
    if (bytes.length - at < 16 + length) return undefined;
    return { size: 16 + length, frame: { linkType, order, bytes: bytes.slice(at + 16, at + 16 + length) } };
  };
}

/** An interface that a file of pcapng describes. */
interface CaptureInterface {
  readonly linkType: number;
  readonly longest: number;
  readonly name: string | undefined;
}

function pcapng(): Format {
  let order: ByteOrder = networkOrder;
  let interfaces: CaptureInterface[] = [];
  return (bytes, at) => {
    if (bytes.length - at < 12) return undefined;
    if (longAt(bytes, at) === section) {
      order = longAt(bytes, at + 8) === sectionOrder ? networkOrder : lowerFirst;
      if (order.long(bytes, at + 8) !== sectionOrder)
        return { broken: 'a section does not tell its byte order' };
      interfaces = [];
    }
    const size = order.long(bytes, at + 4);
    if (size > longest || size < 12 || size % 4 !== 0)
      return { broken: `a block of ${size} bytes cannot be` };
    if (bytes.length - at < size) return undefined;
    const type = order.long(bytes, at);
    const block: Block = { bytes: bytes.slice(at, at + size - 4), order };
    if (type === 1) interfaces.push(interfaceOf(block));
    const frame = frameOf(type, block, interfaces);
    return frame === undefined ? { size } : { size, frame };
  };
}

/** A block without its last four bytes, which repeat its size. */
interface Block {
  readonly bytes: Bytes;
  readonly order: ByteOrder;
}

function interfaceOf({ bytes, order }: Block): CaptureInterface {
  const name = optionOf({ bytes, order }, 16, 2);
  return {
    linkType: order.short(bytes, 8),
    longest: order.long(bytes, 12),
    name: name === undefined || name === '' || name === 'any' || name.length > 15 ? undefined : name,
  };
}

/** Enhanced (6), simple (3) and obsolete (2) packet blocks. */
function frameOf(
  type: number,
  block: Block,
  interfaces: readonly CaptureInterface[],
): CapturedFrame | undefined {
  const { bytes, order } = block;
  if (type === 3) {
    const own = interfaces[0];
    const length = Math.min(order.long(bytes, 8), bytes.length - 12, own?.longest || longest);
    return own === undefined ? undefined : frameAt(block, 12, length, own);
  }
  if (type !== 6 && type !== 2) return undefined;
  const own = interfaces[type === 6 ? order.long(bytes, 8) : order.short(bytes, 8)];
  const length = order.long(bytes, 20);
  if (own === undefined || length > bytes.length - 28) return undefined;
  const flags = optionOf(block, 28 + Math.ceil(length / 4) * 4, 2);
  const way = flags === undefined ? 0 : order.long(flags, 0) & 3;
  return {
    ...frameAt(block, 28, length, own),
    ...(way === 1 ? { way: 'in' } : way === 2 ? { way: 'out' } : {}),
  };
}

function frameAt(
  { bytes, order }: Block,
  at: number,
  length: number,
  { linkType, name }: CaptureInterface,
): CapturedFrame {
  return {
    linkType,
    order,
    bytes: bytes.slice(at, at + length),
    ...(name === undefined ? {} : { interfaceName: name }),
  };
}

/** The value of an option of a block. */
function optionOf({ bytes, order }: Block, from: number, wanted: number): Bytes | undefined {
  for (let at = from; at + 4 <= bytes.length;) {
    const code = order.short(bytes, at);
    const length = order.short(bytes, at + 2);
    if (code === 0) return undefined;
    if (code === wanted) return bytes.slice(at + 4, at + 4 + length);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

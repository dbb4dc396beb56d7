/** Bytes as latin1 text, one character each, with offsets; what lies beyond the end reads as 0. */
export type Bytes = string;

/** An unsigned 8-bit number. */
export function byteAt(bytes: Bytes, at: number): number {
  return at < bytes.length ? bytes.charCodeAt(at) & 0xff : 0;
}

/** An unsigned 16-bit number in the order of the network. */
export function shortAt(bytes: Bytes, at: number): number {
  return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1);
}

/** An unsigned 32-bit number in the order of the network. */
export function longAt(bytes: Bytes, at: number): number {
  return ((shortAt(bytes, at) << 16) | shortAt(bytes, at + 2)) >>> 0;
}

/** An unsigned 16-bit number, the lower byte first. */
export function shortBackAt(bytes: Bytes, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);
}

/** An unsigned 32-bit number, the lower byte first. */
export function longBackAt(bytes: Bytes, at: number): number {
  return (shortBackAt(bytes, at) | (shortBackAt(bytes, at + 2) << 16)) >>> 0;
}

/** An unsigned 48-bit number in the order of the network. */
export function macAt(bytes: Bytes, at: number): number {
  return shortAt(bytes, at) * 2 ** 32 + longAt(bytes, at + 2);
}

/** In which order numbers stand in a file. */
export interface ByteOrder {
  readonly short: (bytes: Bytes, at: number) => number;
  readonly long: (bytes: Bytes, at: number) => number;
}

export const networkOrder: ByteOrder = { short: shortAt, long: longAt };
export const lowerFirst: ByteOrder = { short: shortBackAt, long: longBackAt };

import { isTcpdumpHead, isTcpdumpLine } from '../observed/readTcpdump.js';

/** A line of a file of packets. */
export interface PacketText {
  /** 1-based. */
  readonly line: number;
  /** latin1, without line ending; of a line that is too long the beginning. */
  readonly text: string;
  readonly tooLong: boolean;
  /** Bytes of the file up to its end. */
  readonly end: number;
}

/** In bytes. Nothing that describes a packet comes near; what does is another kind of file. */
export const longestLine = 16_384;

const byteOrderMark = '\u00ef\u00bb\u00bf';

/** The lines of a file that comes in pieces. No more is kept of it than one line. */
export async function* packetLines(pieces: AsyncIterable<string>): AsyncGenerator<PacketText> {
  let text = '';
  let length = 0;
  let line = 0;
  let end = 0;
  const take = (part: string): void => {
    text += part.slice(0, Math.max(0, longestLine + 1 - text.length));
    length += part.length;
  };
  const next = (ending: number): PacketText => {
    line += 1;
    end += length + ending;
    const whole = line === 1 && text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text;
    const tooLong = length > longestLine;
    text = '';
    length = 0;
    return { line, text: whole.endsWith('\r') ? whole.slice(0, -1) : whole, tooLong, end };
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
      take(piece.slice(from, at));
      from = at + 1;
      yield next(1);
    }
    take(piece.slice(from));
  }
  if (length > 0) yield next(0);
}

/**
 * The lines with what belongs together in one: `tcpdump -v` prints a packet of IPv4 on two lines. What it prints of the packet's content below, which
 * is set in, is left out.
 */
export async function* joinedLines(lines: AsyncIterable<PacketText>): AsyncGenerator<PacketText> {
  let head: PacketText | undefined;
  let under = false;
  for await (const line of lines) {
    const setIn = /^(?:\t| {4})/.test(line.text);
    if (head !== undefined) {
      const joined = { ...line, line: head.line, text: `${head.text} ${line.text.trimStart()}` };
      yield setIn && !line.tooLong ? joined : head;
      under = true;
      head = undefined;
      if (setIn) continue;
    }
    if (setIn && under) continue;
    const begins = line.text.endsWith(')') && isTcpdumpHead(line.text);
    if (begins) head = line;
    else yield line;
    under = begins || (line.text.includes(' > ') && isTcpdumpLine(line.text));
  }
  if (head !== undefined) yield head;
}

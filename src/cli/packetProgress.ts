import type { Io, Pieces } from './io.js';
import { progressOn } from './progress.js';

/** How far a file of packets is. */
export interface PacketProgress {
  /** A packet was printed; `end`: bytes of the file up to it. */
  passed(end: number): void;
  /** Leaves nothing of the bar: something else is about to be written. */
  clear(): void;
}

/** A bar on stderr while a person is watching; none where the packets themselves appear on the terminal. */
export function packetProgress(io: Io, name: string, { size }: Pieces): PacketProgress {
  if (io.stdoutIsTerminal || !io.stderrIsTerminal) return { passed: () => undefined, clear: () => undefined };
  const progress = progressOn(io);
  let packets = 0;
  let shown = -1;
  return {
    passed(end) {
      packets += 1;
      const step = size === undefined ? Math.floor(packets / 100) : Math.floor((100 * end) / size);
      if (step === shown) return;
      shown = step;
      progress.show(`${name}: ${packets} ${packets === 1 ? 'packet' : 'packets'}`, end, size);
    },
    clear() {
      if (shown >= 0) progress.clear();
      shown = -1;
    },
  };
}

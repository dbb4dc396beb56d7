import { clip } from '../format/wrap.js';
import { harmlessSentence } from '../format/sentence.js';
import type { Io } from './io.js';

export interface Progress {
  /** `what` is being done, `done` steps of `of` are behind it; without `of` nobody knows how many there are. */
  show(what: string, done: number, of: number | undefined): void;
  /** Leaves nothing of the bar. */
  clear(): void;
}

const barWidth = 20;
const usualColumns = 80;

/** A bar on stderr, which a person watches; silent where that is no terminal. */
export function progressOn(io: Io): Progress {
  if (!io.stderrIsTerminal) return { show: () => undefined, clear: () => undefined };
  const eraseLine = '\r\u001b[K';
  return {
    show(what, done, of) {
      if (of === undefined) {
        io.writeError(`${eraseLine}${clip(harmlessSentence(what), (io.errorColumns ?? usualColumns) - 1)}`);
        return;
      }
      const filled = Math.min(barWidth, Math.round((barWidth * done) / Math.max(of, 1)));
      const bar = '█'.repeat(filled).padEnd(barWidth, '░');
      const room = Math.max((io.errorColumns ?? usualColumns) - barWidth - 2, 1);
      io.writeError(`${eraseLine}${bar} ${clip(harmlessSentence(what), room)}`);
    },
    clear() {
      io.writeError(eraseLine);
    },
  };
}

import { BudgetExceeded } from '../packetset/diagrams.js';
import type { Io } from './io.js';

/** The answer to a question about sets of packets; undefined where they grow too large, which stands on stderr then. */
export function decided<T>(io: Io, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    io.writeError(
      `calitrace: not decided: the sets of packets take ${error.message}; fewer packets (--src, --dst, --iif …) may be decided\n`,
    );
    return undefined;
  }
}

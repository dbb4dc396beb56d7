import type { Outcome } from '../extension.js';

/** The queues a packet may be handed to, `first` to `last` inclusive, and what happens where no program listens. */
export interface QueueChoice {
  readonly first: number;
  readonly last: number;
  /** Without a listener the packet goes on as accepted; else it is dropped. */
  readonly bypass: boolean;
}

/**
 * A packet for a queue: its further way is up to a program, if one listens.
 * @see linux net/netfilter/nf_queue.c nf_queue
 */
export function queued({ first, last, bypass }: QueueChoice): Outcome {
  const several = last > first;
  const name = several ? `queue ${first}:${last}` : `queue ${first}`;
  return {
    kind: 'when',
    condition: {
      kind: 'ask',
      ask: {
        subject: `listener:${name}`,
        asks: several
          ? `do programs listen on netfilter queues ${first} to ${last}`
          : `does a program listen on netfilter queue ${first}`,
        because: 'programs that listen on queues are no part of a dump',
        reads: [],
        fresh: false,
      },
    },
    yes: { kind: 'do', effects: [], verdict: 'QUEUE', detail: name },
    no: {
      kind: 'do',
      effects: [],
      verdict: bypass ? 'ACCEPT' : 'DROP',
      detail: `nothing listens on ${name}`,
      ...(bypass ? { bypass } : {}),
    },
  };
}

import type { WayEnd } from './journey.js';

/** Where a packet arrives, in words: `node-a`, `what is behind cali1 of node-a`. */
export function endPlace({ node, outInterface }: Extract<WayEnd, { kind: 'arrives' }>): string {
  return outInterface === undefined ? node : `what is behind ${outInterface} of ${node}`;
}

import type { Step, TableHop } from './trace.js';

/**
 * The steps of a hop for those who do not ask what the packet had of what did not match: those of the hop that it is like, where it is like one, so that
 * they are the same objects for many packets.
 */
export function likeSteps(hop: TableHop): readonly Step[] {
  return (hop.like ?? hop).steps;
}

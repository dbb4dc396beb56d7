import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';

/** Names of operations on two sets, as the cache of results has them. */
export const AND = 1;
export const OR = 2;
export const MINUS = 3;

export type Combination = typeof AND | typeof OR | typeof MINUS;

/** What goes without looking at any variable; of AND and OR `a` is not greater than `b`. */
export function settled(operation: Combination, a: PacketSet, b: PacketSet): PacketSet | undefined {
  switch (operation) {
    case AND:
      if (a === nothing || a === b) return a;
      return a === everything ? b : undefined;
    case OR:
      if (a === nothing || a === b) return b;
      return a === everything ? everything : undefined;
    case MINUS:
      if (a === nothing || a === b || b === everything) return nothing;
      return b === nothing ? a : undefined;
  }
}

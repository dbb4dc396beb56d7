import type { Diagrams } from './diagrams.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';

/**
 * A set that holds of some packets those that `set` does, and of all others whichever make it ask little: what is told of it then says nothing of
 * these. Nothing where none of these packets is in the set.
 * @see Coudert and Madre, A unified framework for the formal verification of sequential circuits, 1990: restrict
 */
export function amongSets(diagrams: Diagrams, set: PacketSet, packets: PacketSet): PacketSet {
  const known = new Map<PacketSet, Map<PacketSet, PacketSet>>();
  const narrow = (of: PacketSet, among: PacketSet): PacketSet => {
    if (of === nothing || of === everything || among === everything) return of;
    const results = known.get(of) ?? new Map<PacketSet, PacketSet>();
    known.set(of, results);
    const before = results.get(among);
    if (before !== undefined) return before;
    const result = narrowed(of, among);
    results.set(among, result);
    return result;
  };
  const narrowed = (of: PacketSet, among: PacketSet): PacketSet => {
    const [level, level2] = [diagrams.levelOf(of), diagrams.levelOf(among)];
    if (level2 < level) return narrow(of, diagrams.or(diagrams.low(among), diagrams.high(among)));
    const [low, high] = [diagrams.low(of), diagrams.high(of)];
    if (level < level2) return diagrams.node(level, narrow(low, among), narrow(high, among));
    const [lowAmong, highAmong] = [diagrams.low(among), diagrams.high(among)];
    if (lowAmong === nothing) return narrow(high, highAmong);
    if (highAmong === nothing) return narrow(low, lowAmong);
    return diagrams.node(level, narrow(low, lowAmong), narrow(high, highAmong));
  };
  return diagrams.and(set, packets) === nothing ? nothing : narrow(set, packets);
}

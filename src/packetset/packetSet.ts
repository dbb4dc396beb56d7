/**
 * A set of packets: the number of a node in a Diagrams. Equal sets have equal numbers.
 * 0 is the empty set, 1 the set of all.
 */
export type PacketSet = number;

export const nothing: PacketSet = 0;
export const everything: PacketSet = 1;

import type { Disposition, RoutingHop, IpvsHop } from '../trace/trace.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';

/** Chains as nodes and what leads from one to another as arrows, cut to what was asked. */
export interface ChainGraph {
  readonly nodes: readonly GraphNode[];
  readonly arrows: readonly Arrow[];
  /** Chains that are not shown, neither alone nor folded. */
  readonly leftOut: number;
  /** Of the packet whose way is drawn in; 0 where none is. */
  readonly paths: number;
}

export type GraphNode = ChainNode | FoldedNode | StationNode | EndNode;

/** Nodes are named by numbers from 0, in their order. */
interface NodeBase {
  readonly id: number;
  /** Whether the packet comes there. */
  readonly passed: boolean;
}

export interface ChainNode extends NodeBase {
  readonly kind: 'chain';
  readonly table: Table;
  readonly chain: Chain;
}

/** Chains of a table whose names begin alike and that the same kinds of chains lead to. */
export interface FoldedNode extends NodeBase {
  readonly kind: 'folded';
  readonly table: Table;
  /** Two at least, in the order of the dump. */
  readonly chains: readonly Chain[];
  readonly prefix: string;
}

/** What the kernel does between the tables. */
export interface StationNode extends NodeBase {
  readonly kind: 'station';
  readonly hop: RoutingHop | IpvsHop;
}

/** Where paths end alike. */
export interface EndNode extends NodeBase {
  readonly kind: 'end';
  readonly disposition: Disposition;
  /** Indexes of the paths, from 0. */
  readonly paths: readonly number[];
}

export interface Arrow {
  readonly from: number;
  readonly to: number;
  /** `next`: behind a chain of the kernel's the kernel goes on there; `end`: a path ends. */
  readonly kind: 'jump' | 'goto' | 'next' | 'end';
  /** Those that lead there; none where the kernel goes on by itself. */
  readonly rules: readonly BoundRule[];
  readonly passages: readonly Passage[];
}

/** That the packet goes by an arrow. */
export interface Passage {
  /** Index of the path, from 0. */
  readonly path: number;
  /** As the how many-th of its arrows, from 1. */
  readonly order: number;
}

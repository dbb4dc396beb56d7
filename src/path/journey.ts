import type { Address } from '../address/address.js';
import type { Field } from '../packet/field.js';
import type { Packet } from '../packet/packet.js';
import type { Disposition, Path, Premise, Trace } from '../trace/trace.js';

/** How a packet gets from one end to the other over several nodes: plain data, finished before it is printed. */
export interface Journey {
  /** As it sets out. */
  readonly packet: Packet;
  readonly ways: readonly Way[];
  /** False where a limit cut it: there are more ways than these. */
  readonly complete: boolean;
  /** Fields that nobody told and a rule of some node read. */
  readonly assumed: readonly Field[];
  readonly premises: readonly NodePremise[];
}

/** A premise with the node of which it holds; undefined: of what is between them. */
export interface NodePremise extends Premise {
  readonly node?: string;
}

/** One way that the packet may take. */
export interface Way {
  readonly legs: readonly Leg[];
  readonly end: WayEnd;
  /** 0 to 1; of an answer's way, given the packet's. Undefined where a fork had no known chance. */
  readonly chance: number | undefined;
  /** What comes back, where that was asked. */
  readonly answer?: Answer;
}

export type Answer =
  | { readonly kind: 'journey'; readonly journey: Journey }
  | { readonly kind: 'none'; readonly reason: string };

/** One packet through one node. */
export interface Leg {
  readonly node: string;
  /** The packet is the outer one of this tunnel, with the packet in it. */
  readonly carrier?: TunnelKind;
  readonly trace: Trace;
  /** The path of the trace that this way takes. */
  readonly path: Path;
  /** How it goes on from here; undefined where it ends. */
  readonly onward: Onward | undefined;
}

export type TunnelKind = 'ipip' | 'vxlan' | 'wireguard';

export type Onward =
  /** Over a link, or routers in between, to an interface of another node. */
  | {
      readonly kind: 'link';
      readonly outInterface: string;
      readonly nextHop: Address;
      readonly node: string;
      readonly inInterface: string;
    }
  /** Into a tunnel, whose outer packet sets out from the same node. */
  | {
      readonly kind: 'wrapped';
      readonly outInterface: string;
      readonly tunnel: TunnelKind;
      readonly far: Address;
    }
  /** Out of a tunnel, by whose interface the packet in it comes in. */
  | { readonly kind: 'unwrapped'; readonly tunnel: TunnelKind; readonly inInterface: string };

/** Where a way ends. */
export type WayEnd =
  /** At the node itself, or at what is behind one of its interfaces. */
  | { readonly kind: 'arrives'; readonly node: string; readonly outInterface?: string }
  /** Away from all nodes that are known. */
  | {
      readonly kind: 'leaves';
      readonly node: string;
      readonly outInterface: string;
      readonly nextHop: Address;
    }
  /** At a node, as its trace says: dropped, rejected, queued … */
  | { readonly kind: 'stopped'; readonly node: string; readonly disposition: Disposition }
  /** What the nodes tell leads nowhere. */
  | { readonly kind: 'lost'; readonly node: string; readonly reason: string }
  /** Nothing given tells how it goes on. */
  | { readonly kind: 'unknown'; readonly node: string; readonly reason: string };

import type { Field } from '../../packet/field.js';
import type { TunnelKind } from '../../path/journey.js';
import type { DispositionKind } from '../../trace/trace.js';
import type { JsonName } from '../jsonNames.js';
import type { Chance } from '../jsonNumbers.js';
import type { JsonProblem } from '../problemJson.js';
import type { JsonDecider, JsonPath, JsonPremise } from '../trace/jsonTrace.js';
import type { JsonPacket } from '../trace/packetJson.js';

/** How a packet gets from node to node. */
export interface JsonJourneyFile extends JsonJourney {
  readonly format: 'calitrace.path';
  readonly version: 1;
  readonly nodes: readonly { readonly name: string; readonly source: string }[];
  /** What is wrong with the inputs. */
  readonly problems: readonly ({ readonly node: string } & JsonProblem)[];
  /** With names of the cluster: what is mentioned. */
  readonly names?: readonly JsonName[];
}

/** All ways that a packet may take, over all nodes. */
export interface JsonJourney {
  /** False where there were more ways than the limit: then these are only some of them. */
  readonly complete: boolean;
  /** As it sets out. */
  readonly packet: JsonPacket;
  /** What nobody told and a rule of some node read; it has its default. */
  readonly assumed: readonly Field[];
  /** What is taken for granted, and of which node; without one: of what is between them. */
  readonly premises: readonly (JsonPremise & { readonly node?: string })[];
  readonly ways: readonly JsonWay[];
}

/** One way that a packet may take. */
export interface JsonWay {
  /** Absent where an assumption has no known chance. */
  readonly chance?: Chance;
  readonly end: JsonWayEnd;
  readonly legs: readonly JsonLeg[];
  /** What comes back, or the reason for which nothing does; an answer has none itself. */
  readonly answer?: JsonJourney | { readonly none: string };
}

/** Where a way ends: at the node or what is behind an interface of it, away from all nodes, as a node's trace says, or nowhere. */
export type JsonWayEnd =
  | { readonly kind: 'arrives'; readonly node: string; readonly outInterface?: string }
  | {
      readonly kind: 'leaves';
      readonly node: string;
      readonly outInterface: string;
      readonly nextHop: string;
    }
  | { readonly kind: DispositionKind; readonly node: string; readonly by: JsonDecider }
  | { readonly kind: 'lost' | 'unknown'; readonly node: string; readonly reason: string };

/** A packet through one node. */
export interface JsonLeg {
  readonly node: string;
  /** The packet is that tunnel's own. */
  readonly carrier?: TunnelKind;
  /** As it comes. */
  readonly packet: JsonPacket;
  readonly path: JsonPath;
  /** How it goes on from here; absent where it ends. */
  readonly onward?: JsonOnward;
}

/** Over a link to another node, into a tunnel, or out of one. */
export type JsonOnward =
  | {
      readonly kind: 'link';
      readonly outInterface: string;
      readonly nextHop: string;
      readonly node: string;
      readonly inInterface: string;
    }
  | {
      readonly kind: 'wrapped';
      readonly outInterface: string;
      readonly tunnel: TunnelKind;
      /** The address of the tunnel's other end. */
      readonly far: string;
    }
  | { readonly kind: 'unwrapped'; readonly tunnel: TunnelKind; readonly inInterface: string };

import type { JsonNamed } from '../jsonNames.js';
import type { JsonProblem } from '../problemJson.js';
import type { JsonDecider, JsonPath } from '../trace/jsonTrace.js';
import type { JsonPacket } from '../trace/packetJson.js';

/** The JSON form of a journey, version 1. docs/path.md describes it. */
export interface JsonJourneyFile extends JsonJourney {
  readonly format: 'calitrace.path';
  readonly version: 1;
  readonly nodes: readonly { readonly name: string; readonly source: string }[];
  readonly problems: readonly ({ readonly node: string } & JsonProblem)[];
  readonly names?: readonly JsonNamed[];
}

export interface JsonJourney {
  readonly complete: boolean;
  readonly packet: JsonPacket;
  readonly assumed: readonly string[];
  readonly premises: readonly { readonly node?: string; readonly text: string; readonly settle?: string }[];
  readonly ways: readonly JsonWay[];
}

export interface JsonWay {
  readonly chance?: number;
  readonly end: JsonWayEnd;
  readonly legs: readonly JsonLeg[];
  readonly answer?: JsonJourney | { readonly none: string };
}

export interface JsonWayEnd {
  readonly kind: string;
  readonly node: string;
  readonly outInterface?: string;
  readonly nextHop?: string;
  readonly by?: JsonDecider;
  readonly reason?: string;
}

export interface JsonLeg {
  readonly node: string;
  /** `ipip`, `vxlan` or `wireguard`: the packet is that tunnel's own. */
  readonly carrier?: string;
  readonly packet: JsonPacket;
  readonly path: JsonPath;
  readonly onward?: JsonOnward;
}

export interface JsonOnward {
  readonly kind: 'link' | 'wrapped' | 'unwrapped';
  readonly outInterface?: string;
  readonly nextHop?: string;
  readonly node?: string;
  readonly inInterface?: string;
  readonly tunnel?: string;
  readonly far?: string;
}

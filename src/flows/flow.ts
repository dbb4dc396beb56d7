import type { ValuePath } from '../document/document.js';
import type { Expectation } from './expectation.js';

/** A file of flows: packets with what is expected of them. Paths in it are as written. Text is latin1. */
export interface FlowsFile {
  readonly dumps: readonly FlowDump[];
  readonly premises: Premises;
  /** What holds of every packet that does not say otherwise. */
  readonly defaults?: PacketSaid;
  readonly flows: readonly Flow[];
}

/** What a dump leaves out: paths of files as the options of calitrace trace take them. */
export interface Premises {
  readonly ipset?: string;
  readonly addrs?: string;
  readonly routes?: string;
  readonly rules?: string;
  readonly ipvs?: string;
  /** Paths of what tells the names of a cluster. */
  readonly names?: readonly string[];
  /** Addresses or prefixes of the node. */
  readonly local?: readonly string[];
  /** `SUBJECT=ANSWER`. */
  readonly assume?: readonly string[];
}

export const premiseFiles = ['ipset', 'addrs', 'routes', 'rules', 'ipvs'] as const;

/** A dump that all flows go through, unless they name others. */
export interface FlowDump {
  /** As flows and output call it: its `name`, else its path as written. */
  readonly name: string;
  readonly file: string;
  /** They go over those of the file of flows. */
  readonly premises: Premises;
}

/** A packet and what is expected of it. */
export interface Flow {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  readonly packet: PacketSaid;
  readonly expectation: Expectation;
  /** Names of dumps; undefined for all. */
  readonly dumps?: readonly string[];
  /** `SUBJECT=ANSWER`. */
  readonly assume: readonly string[];
}

/** A packet as it is described: options as on the command line in one text, or one by one. */
export type PacketSaid = { readonly path: ValuePath } & (
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'options'; readonly options: ReadonlyMap<string, Scalar> }
);

export type Scalar = string | number | boolean | null;

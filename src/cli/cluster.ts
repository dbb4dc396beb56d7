import type { NamedWorkload } from '../flows/suggestFlows.js';
import type { EndsPlace, EndsRequest, packetEnds } from '../names/packetEnds.js';
import type { Family } from '../netfilter/hooks.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { AmongOptions } from './amongOptions.js';
import type { ReadDump } from './ground.js';
import type { NamesOf } from './namesInDump.js';
import type { QuestionOptions } from './questionOptions.js';
import { UsageError } from './usageError.js';

/** Ends of packets by their names. */
export interface NamedEnds {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Turns `--from` and `--to` into the options that they stand for. Throws a UsageError that says what more has to be given. */
export type EndsFiller = (options: QuestionOptions) => QuestionOptions;

/** One family's rules of a dump, with what the node told beside them. */
export interface EndsRuleset {
  readonly ruleset: Ruleset;
  readonly snapshot: Snapshot | undefined;
}

/** What the files of `--names` tell. */
export interface Cluster {
  /** Limits packets to those between named ends: of one dump, or of two that are compared, of one family. Throws as an `EndsFiller` does. */
  readonly among: <T extends AmongOptions>(
    rulesets: readonly EndsRuleset[],
    options: T,
    ends: NamedEnds,
  ) => T;
  /** `defaults`: what tells of the node and the dump. */
  readonly endsFiller: (read: ReadDump, defaults: QuestionOptions) => EndsFiller;
  /** What the names fill in of a packet's ends, where the nodes are that `place` tells of. */
  readonly packetEnds: (request: EndsRequest, place: EndsPlace) => ReturnType<typeof packetEnds>;
  readonly namesOf: NamesOf;
  /** Pods by their interfaces on the node. */
  readonly workloads: (family: Family) => ReadonlyMap<string, NamedWorkload>;
}

/** Whether an end of the packet is called by a name. */
export function hasNamedEnd({ from, to }: NamedEnds): boolean {
  return from !== undefined || to !== undefined;
}

/** As the cluster fills them in; without one, names are refused. */
export function endsFiller(
  cluster: Cluster | undefined,
  read: ReadDump,
  defaults: QuestionOptions,
): EndsFiller {
  const fill = cluster?.endsFiller(read, defaults);
  return (options) => {
    if (!hasNamedEnd(options)) return options;
    if (fill !== undefined) return fill(options);
    throw noNames(options);
  };
}

/** The options with the limits that named ends are, where there are any; without a cluster, names are refused. */
export function amongEnds<T extends AmongOptions>(
  cluster: Cluster | undefined,
  rulesets: readonly EndsRuleset[],
  options: T,
  ends: NamedEnds,
): T {
  if (!hasNamedEnd(ends)) return options;
  if (cluster === undefined) throw noNames(ends);
  return cluster.among(rulesets, options, ends);
}

function noNames({ from }: NamedEnds): UsageError {
  const option = from === undefined ? '--to' : '--from';
  return new UsageError(`${option} needs --names FILE, which tells what names stand for`, option);
}

import type { NamedWorkload } from '../flows/suggestFlows.js';
import type { Family } from '../netfilter/hooks.js';
import type { ReadDump } from './ground.js';
import type { NamesOf } from './namesInDump.js';
import type { QuestionOptions } from './questionOptions.js';
import { UsageError } from './usageError.js';

/** Turns `--from` and `--to` into the options that they stand for. Throws a UsageError that says what more has to be given. */
export type EndsFiller = (options: QuestionOptions) => QuestionOptions;

/** What the files of `--names` tell. */
export interface Cluster {
  /** `defaults`: what tells of the node and the dump. */
  readonly endsFiller: (read: ReadDump, defaults: QuestionOptions) => EndsFiller;
  readonly namesOf: NamesOf;
  /** Pods by their interfaces on the node. */
  readonly workloads: (family: Family) => ReadonlyMap<string, NamedWorkload>;
}

/** Whether an end of the packet is called by a name. */
export function hasNamedEnd({ from, to }: QuestionOptions): boolean {
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
    const option = options.from === undefined ? '--to' : '--from';
    throw new UsageError(`${option} needs --names FILE, which tells what names stand for`, option);
  };
}

import type { Hook } from '../../netfilter/hooks.js';
import type { JsonName } from '../jsonNames.js';
import type { Count } from '../jsonNumbers.js';
import type { JsonPlace } from '../rows/placeJson.js';
import type { JsonRow } from '../rows/rowJson.js';
import type { JsonWitness } from '../rows/witnessJson.js';

/** Which packets come to a rule, a chain or an end. */
export interface JsonReach {
  readonly format: 'calitrace.reach';
  readonly version: 1;
  /** How many nodes the sets of packets took. */
  readonly nodes: Count;
  /** In words. */
  readonly target: string;
  /** The hooks in which packets come there. */
  readonly hooks: readonly JsonReachedHook[];
  /** Rules that some of the packets match and of which nobody knows what they do: what they would do is not in the rows. */
  readonly unread: readonly JsonPlace[];
  /** A packet that comes there, checked by following it; null without one. */
  readonly witness: JsonWitness | null;
  /** With names of the cluster: what is mentioned. */
  readonly names?: readonly JsonName[];
}

/** The packets that come there in one hook. */
export interface JsonReachedHook {
  readonly hook: Hook;
  /** False where there are more than these. */
  readonly complete: boolean;
  readonly rows: readonly JsonRow[];
}

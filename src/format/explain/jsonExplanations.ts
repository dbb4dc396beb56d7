import type { Explanation } from '../../explain/explanation.js';
import type { JsonName } from '../jsonNames.js';

/** What something of a dump is: one for each thing that bears the name. */
export interface JsonExplanations {
  readonly format: 'calitrace.explain';
  readonly version: 1;
  readonly explanations: readonly Explanation[];
  /** With names of the cluster: what is mentioned. */
  readonly names?: readonly JsonName[];
}

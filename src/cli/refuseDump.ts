import { isSnapshotText } from '../snapshot/readSnapshot.js';
import { UsageError } from './usageError.js';

/** Whether somebody gave rules where another file belongs. */
export function isRules(text: string): boolean {
  return isSnapshotText(text) || /^\*[a-z]+[\t\r ]*\n[:#]/m.test(text);
}

/**
 * What is wrong with rules as such a file would be a page of its own. `wanted`: what to give in their place.
 * @throws UsageError where it is rules
 */
export function refuseDump(option: string, name: string, text: string, wanted: string): void {
  if (isRules(text)) throw new UsageError(`${option}: ${name} is a dump of rules; give ${wanted}`);
}

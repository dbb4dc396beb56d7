import { harmlessSentence } from '../format/sentence.js';
import { loopFromHooks } from '../ruleset/loopsOf.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { UsageError } from './usageError.js';

/** The kernel loads no chains that lead back to themselves, so nothing can be said about packets that meet them. */
export function refuseLoops(name: string, { tables }: Ruleset): void {
  for (const table of tables) {
    const closing = loopFromHooks(table)?.at(-1);
    if (closing === undefined) continue;
    const { chain, number, line } = closing;
    throw new UsageError(
      harmlessSentence(
        `${name}: ${table.name} ${chain} rule ${number} (line ${line}) closes a circle of chains: the kernel refuses to load it (calitrace lint names its rules)`,
      ),
    );
  }
}

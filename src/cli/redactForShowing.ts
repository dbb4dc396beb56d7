import { keyedChance } from '../digest/digests.js';
import { harmless } from '../format/harmless.js';
import { redactSnapshot } from '../redact/redactSnapshot.js';
import type { BytesLeft } from '../redact/redactRules.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { Io } from './io.js';
import { redactTools } from './redactTools.js';

/**
 * Redacts with a key that nobody keeps, and says on stderr which rules still hold bytes that may be part of an address. `renames`: what became of
 * what, a line each, two words with a tab between them, and nothing that a terminal obeys.
 */
export function redactForShowing(
  io: Io,
  snapshot: Snapshot,
): { readonly snapshot: Snapshot; readonly renames: string } {
  const redacted = redactSnapshot(snapshot, keyedChance(io.randomBytes(32)), redactTools(snapshot));
  const lines = redacted.renames.map(([was, is]) => `${harmless(was)}\t${harmless(is)}\n`);
  if (redacted.left.length > 0) io.writeError(`calitrace: ${leftSentence(redacted.left)}\n`);
  return { snapshot: redacted.snapshot, renames: lines.join('') };
}

/** So many lines are named. */
const most = 12;

function leftSentence(left: readonly BytesLeft[]): string {
  const lines = [...new Set(left.map(({ line }) => line))];
  const options = [...new Set(left.map(({ option }) => option))].sort().join(' and ');
  const [first = 0] = lines;
  const more = lines.length > most ? ` and ${lines.length - most} more` : '';
  const where =
    lines.length === 1
      ? `line ${first} of the rules holds`
      : `lines ${lines.slice(0, most).join(', ')}${more} of the rules hold`;
  return `${where} numbers of ${options} that stay and may be part of an address: look at them before you show the file (calitrace parse FILE | sed -n ${first}p)`;
}

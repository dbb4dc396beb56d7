import { escapeBytes } from '../document/utf8.js';
import { redactSnapshot } from '../redact/redactSnapshot.js';
import { keyOf } from '../redact/sipHash.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { Io } from './io.js';
import { redactTools } from './redactTools.js';

/** Redacts with a key that nobody keeps. `renames`: what became of what, a line each, two words with a tab between them. */
export function redactForShowing(
  io: Io,
  snapshot: Snapshot,
): { readonly snapshot: Snapshot; readonly renames: string } {
  const redacted = redactSnapshot(snapshot, keyOf(io.randomBytes(16)), redactTools(snapshot));
  const lines = redacted.renames.map(([was, is]) => `${was}\t${is}\n`);
  return { snapshot: redacted.snapshot, renames: escapeBytes(lines.join('')) };
}

import { escapeBytes } from '../document/utf8.js';
import type { Output, Printed, Snapshot } from './snapshot.js';

/** What the `format` of a snapshot says, and the version of it that is written. */
export const snapshotFormat = 'calitrace.snapshot';
export const snapshotVersion = 1;

/** A snapshot as text of its file: JSON, each line that a program printed on a line of its own. `readSnapshot` is the mirror. */
export function writeSnapshot(snapshot: Snapshot): string {
  const value = {
    format: snapshotFormat,
    version: snapshotVersion,
    takenAt: snapshot.takenAt,
    host: escapeBytes(snapshot.host),
    kernel: escapeBytes(snapshot.kernel),
    redacted: snapshot.redacted,
    missing: snapshot.missing.map(escapeBytes),
    outputs: snapshot.outputs.map(outputValue),
    ...(snapshot.nftables === undefined ? {} : { nftables: snapshot.nftables.map(printedValue) }),
    sysctls: snapshot.sysctls.map(escapeBytes),
  };
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

function outputValue({ holds, family, backend, ...printed }: Output): object {
  return {
    holds,
    ...(family === undefined ? {} : { family }),
    ...(backend === undefined ? {} : { backend }),
    ...printedValue(printed),
  };
}

function printedValue({ command, status, lines, errors }: Printed): object {
  return {
    command: command.map(escapeBytes),
    status,
    errors: errors.map(escapeBytes),
    lines: lines.map(escapeBytes),
  };
}

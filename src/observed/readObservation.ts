import { isConntrackLine, readConntrack } from './readConntrack.js';
import { isLogLine, readLog } from './readLog.js';
import { isTcpdumpLine, readTcpdump } from './readTcpdump.js';
import type { CtDirection } from '../netfilter/states.js';
import type { Observed } from './observation.js';

/** Bytes. Nothing that tells of one packet comes near. */
export const longestObservation = 16_384;

/**
 * Reads a line that tells of a packet, and finds out itself which kind of line it is. `line` is latin1, without line ending, at most
 * `longestObservation` long; `direction`: of the packet that a line of conntrack stands for. Undefined where it is none of those.
 */
export function readObservation(line: string, direction: CtDirection): Observed | undefined {
  if (isLogLine(line)) return readLog(line);
  if (isConntrackLine(line)) return readConntrack(line, direction);
  if (isTcpdumpLine(line)) return readTcpdump(line);
  const what = otherLine(line);
  return what === undefined ? undefined : { kind: 'other', what };
}

/** Lines that stand between packets in what these programs print. */
const others: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:tcpdump: |listening on |reading from file |dropped privs to )/, 'a message of tcpdump'],
  [/^\d+ packets? (?:captured|received by filter|dropped by )/, 'a message of tcpdump'],
  [/^conntrack v[\d.]+ \(conntrack-tools\)/, 'a message of conntrack'],
  [/^(?:<\d{1,3}>)?\[ *\d+\.\d+\] /, 'a line of the kernel log about something else'],
  [/^\[\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}\] /, 'a line of the kernel log about something else'],
  [/^\w{3} [ \d]\d [\d:]{8} \S+ /, 'a line of a log about something else'],
  [/^\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)? \S+ /, 'a line of a log about something else'],
  [/^-- /, 'a message of journalctl'],
];

function otherLine(line: string): string | undefined {
  return others.find(([pattern]) => pattern.test(line))?.[1];
}

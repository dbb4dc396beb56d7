import type { Problem } from '../../ast/problem.js';
import type { Ordinal } from '../jsonNumbers.js';
import { problemToJson, type JsonProblem } from '../problemJson.js';

/** What stands in the place of a trace where a line of a file of packets cannot be used. */
export interface JsonPacketError {
  readonly format: 'calitrace.packet-error';
  readonly version: 1;
  /** Of the file of packets. */
  readonly packetLine: Ordinal;
  readonly problem: JsonProblem;
}

/** A line that cannot be used in its stable JSON form, version 1. */
export function packetErrorToJson(packetLine: number, problem: Problem): JsonPacketError {
  return { format: 'calitrace.packet-error', version: 1, packetLine, problem: problemToJson(problem) };
}

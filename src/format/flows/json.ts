import type { Failure } from '../../flows/compareTrace.js';
import { countFlows, type FlowResult, type FlowRun } from '../../flows/flowRun.js';
import type { Trace } from '../../trace/trace.js';
import { decodeText } from '../sentence.js';
import type { JsonTrace } from '../trace/jsonTrace.js';
import type { JsonFailure, JsonFlow, JsonFlows } from './jsonFlows.js';

/** The JSON form of a trace. */
type TraceToJson = (trace: Trace) => JsonTrace;

/** What became of flows in its stable JSON form, version 1; docs/json.md describes every key. Of a flow that failed its trace is there. */
export function flowRunToJson({ file, dumps }: FlowRun, toJson: TraceToJson): JsonFlows {
  return {
    format: 'calitrace.test',
    version: 1,
    file: decodeText(file),
    ...countFlows(dumps),
    dumps: dumps.map(({ name, results }) => ({
      name: decodeText(name),
      flows: results.map((result) => resultToJson(result, toJson)),
    })),
  };
}

function resultToJson({ name, line, outcome }: FlowResult, toJson: TraceToJson): JsonFlow {
  const head = { name: decodeText(name), line };
  switch (outcome.kind) {
    case 'passed':
      return { ...head, result: outcome.kind };
    case 'skipped':
      return { ...head, result: outcome.kind, reason: decodeText(outcome.reason) };
    case 'failed':
      return {
        ...head,
        result: outcome.kind,
        failures: outcome.failures.map(failureToJson),
        ...(outcome.walk === undefined ? {} : { trace: toJson(outcome.walk.trace) }),
      };
  }
}

function failureToJson({ what, expected, seen, undecided }: Failure): JsonFailure {
  return {
    what,
    expected: decodeText(expected),
    seen: decodeText(seen),
    undecided: undecided.map(({ asks, settle }) => ({ asks: decodeText(asks), settle: decodeText(settle) })),
  };
}

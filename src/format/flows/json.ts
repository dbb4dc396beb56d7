import type { Failure } from '../../flows/compareTrace.js';
import { countFlows, type FlowResult, type FlowRun } from '../../flows/flowRun.js';
import { writeJson } from '../jsonText.js';
import { decodeText } from '../sentence.js';
import type { Trace } from '../../trace/trace.js';

/** The JSON form of a trace. */
type TraceToJson = (trace: Trace) => object;

/** What became of flows in its stable JSON form, version 1; docs/json.md describes every key. Of a flow that failed its trace is there. */
export function flowRunToJson({ file, dumps }: FlowRun, toJson: TraceToJson): string {
  return writeJson({
    format: 'calitrace.test',
    version: 1,
    file: decodeText(file),
    ...countFlows(dumps),
    dumps: dumps.map(({ name, results }) => ({
      name: decodeText(name),
      flows: results.map((result) => resultToJson(result, toJson)),
    })),
  });
}

function resultToJson({ name, line, outcome }: FlowResult, toJson: TraceToJson): object {
  const head = { name: decodeText(name), line, result: outcome.kind };
  switch (outcome.kind) {
    case 'passed':
      return head;
    case 'skipped':
      return { ...head, reason: decodeText(outcome.reason) };
    case 'failed':
      return {
        ...head,
        failures: outcome.failures.map(failureToJson),
        ...(outcome.walk === undefined ? {} : { trace: toJson(outcome.walk.trace) }),
      };
  }
}

function failureToJson({ what, expected, seen, undecided }: Failure): object {
  return {
    what,
    expected: decodeText(expected),
    seen: decodeText(seen),
    undecided: undecided.map(({ asks, settle }) => ({ asks: decodeText(asks), settle: decodeText(settle) })),
  };
}

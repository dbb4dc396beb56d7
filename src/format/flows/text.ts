import type { FlowResult, FlowRun } from '../../flows/flowRun.js';
import { countFlows } from '../../flows/flowRun.js';
import type { Colour } from '../colour.js';
import type { Describe } from '../describe.js';
import { harmlessSentence } from '../sentence.js';
import type { Trace } from '../../trace/trace.js';
import { formatTraceText } from '../trace/text.js';
import { wrapText } from '../wrap.js';
import { countWords, failureLines } from './failureWords.js';

export interface FlowTextOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly colour: Colour;
  /** How the trace of a flow is told. */
  readonly describe: (trace: Trace) => Describe;
  /** `quiet`: failing flows without their traces, and the sum; `verbose`: the traces with the rules that did not match. */
  readonly detail: 'quiet' | 'normal' | 'verbose';
}

const indent = '    ';
/** However narrow the page, so much of a line is shown. */
const leastRoom = 36;

/** Flows as a test runner prints them: each with its name, what is not as expected with the trace, a sum at the end. */
export function formatFlowRun({ dumps }: FlowRun, options: FlowTextOptions): string {
  const { colour, detail } = options;
  const blocks = dumps.flatMap(({ name, results }) => {
    const lines = results.flatMap((result) => resultLines(result, options));
    return lines.length === 0
      ? []
      : [`${colour('strong', harmlessSentence(name))}\n${lines.join('').trimEnd()}\n`];
  });
  const counts = countFlows(dumps);
  const sum = colour(counts.failed > 0 ? 'ended' : 'through', countWords(counts));
  return [...blocks, `${sum}\n`].join(detail === 'quiet' ? '' : '\n');
}

function resultLines({ name, outcome }: FlowResult, options: FlowTextOptions): readonly string[] {
  const { colour, detail } = options;
  const shown = harmlessSentence(name);
  switch (outcome.kind) {
    case 'passed':
      return detail === 'quiet' ? [] : [`  ${colour('through', '✓')} ${shown}\n`];
    case 'skipped':
      return detail === 'quiet'
        ? []
        : [
            `  ${colour('dim', '-')} ${shown}\n`,
            ...paragraph(`skipped: ${harmlessSentence(outcome.reason)}`, options),
          ];
    case 'failed':
      return [
        `  ${colour('ended', '✗')} ${shown}\n`,
        ...failureLines(outcome.failures).flatMap((line) => paragraph(line, options)),
        ...(detail === 'quiet' || outcome.walk === undefined ? [] : traceLines(outcome.walk, options)),
      ];
  }
}

function paragraph(text: string, { width, colour }: FlowTextOptions): readonly string[] {
  const lines = wrapText(text, Math.max(width - indent.length - 2, leastRoom));
  return lines.map((line, index) => `${indent}${index === 0 ? '' : '  '}${colour('unsure', line)}\n`);
}

function traceLines(
  { trace, ruleset }: NonNullable<Extract<FlowResult['outcome'], { kind: 'failed' }>['walk']>,
  { width, colour, describe, detail }: FlowTextOptions,
): readonly string[] {
  const room = Math.max(width - indent.length, leastRoom);
  const text = formatTraceText(trace, { ruleset, describe: describe(trace), detail, width: room, colour });
  const lines = text.trimEnd().split('\n');
  return ['\n', ...lines.map((line) => `${line === '' ? '' : indent}${line}\n`), '\n'];
}

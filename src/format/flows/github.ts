import type { FlowRun } from '../../flows/flowRun.js';
import { annotation } from '../annotation.js';
import { harmlessSentence } from '../sentence.js';
import { failureLines } from './failureWords.js';

/** An annotation for each flow that failed, at its line of the file of flows. */
export function flowRunToGithub({ file, dumps }: FlowRun): string {
  return dumps
    .flatMap(({ name: dump, results }) =>
      results.flatMap(({ name, line, outcome }) =>
        outcome.kind === 'failed'
          ? [
              annotation('error', file, line, 'flow failed', [
                `${harmlessSentence(name)} (${harmlessSentence(dump)})`,
                ...failureLines(outcome.failures),
              ]),
            ]
          : [],
      ),
    )
    .map((line) => `${line}\n`)
    .join('');
}

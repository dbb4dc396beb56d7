import { countFlows, type FlowResult, type FlowRun } from '../../flows/flowRun.js';
import { attribute, escapeXml } from '../xml.js';
import { failureLines } from './failureWords.js';

/** JUnit's XML as Jenkins and GitLab read it: a suite for each dump, a case for each flow. */
export function flowRunToJunit({ file, dumps }: FlowRun): string {
  const all = countFlows(dumps);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="calitrace test" tests="${all.passed + all.failed + all.skipped}" failures="${all.failed}" errors="0">`,
    ...dumps.flatMap((dump) => {
      const { name, results } = dump;
      const { failed, skipped } = countFlows([dump]);
      return [
        `  <testsuite name="${attribute(name)}" tests="${results.length}" failures="${failed}" errors="0" skipped="${skipped}">`,
        ...results.flatMap((result) => caseLines(result, name, file).map((line) => `    ${line}`)),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ name, line, outcome }: FlowResult, dump: string, file: string): readonly string[] {
  const open = `<testcase classname="${attribute(dump)}" name="${attribute(name)}" file="${attribute(file)}" line="${line}"`;
  switch (outcome.kind) {
    case 'passed':
      return [`${open}/>`];
    case 'skipped':
      return [`${open}>`, `  <skipped message="${attribute(outcome.reason)}"/>`, '</testcase>'];
    case 'failed': {
      const lines = failureLines(outcome.failures).map(escapeXml);
      const text = lines.join('\n');
      return [
        `${open}>`,
        `  <failure message="${lines[0] ?? ''}" type="flow">${text}</failure>`,
        '</testcase>',
      ];
    }
  }
}

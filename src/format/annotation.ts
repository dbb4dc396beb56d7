import { harmlessSentence } from './sentence.js';

/**
 * A workflow command of GitHub Actions, which GitHub shows at the line of the file. `lines` are harmless already.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(
  kind: string,
  file: string,
  line: number | undefined,
  title: string,
  lines: readonly string[],
): string {
  const properties = [
    ['file', file],
    ...(line === undefined ? [] : [['line', String(line)]]),
    ['title', `calitrace: ${title}`],
  ].map(([key = '', value = '']) => `${key}=${property(harmlessSentence(value))}`);
  return `::${kind} ${properties.join(',')}::${lines.map(data).join('%0A')}`;
}

/** @see https://github.com/actions/toolkit packages/core/src/command.ts escapeData */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

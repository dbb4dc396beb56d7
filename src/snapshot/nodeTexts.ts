import { redactedComment } from '../ast/readComment.js';
import type { Backend, Family } from '../netfilter/hooks.js';
import type { Output, OutputKind, Snapshot } from './snapshot.js';

/** What a snapshot tells of its node beside the rules: texts as the programs printed them, each with the words of its command. */
export interface NodeText {
  readonly name: string;
  readonly text: string;
}

/** The output of a kind for packets of a family; undefined where no program told. */
export function nodeText({ outputs }: Snapshot, holds: OutputKind, family: Family): NodeText | undefined {
  const found = outputs.find(
    (output) =>
      output.holds === holds &&
      output.status === 0 &&
      (output.family === undefined || output.family === family),
  );
  return found === undefined ? undefined : { name: found.command.join(' '), text: textOf(found) };
}

/** All rules of a snapshot as one dump; `backend`: only those of one. */
export function dumpText({ outputs, redacted }: Snapshot, backend?: Backend): string {
  const text = outputs
    .filter(({ holds, ...output }) => holds === 'tables' && (backend ?? output.backend) === output.backend)
    .map(textOf)
    .join('');
  return redacted && text !== ''
    ? `${text}${redactedComment}: names and addresses are not those of the node\n`
    : text;
}

function textOf({ lines }: Output): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

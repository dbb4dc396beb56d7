import { redactedComment } from '../ast/readComment.js';
import type { Backend, Family } from '../netfilter/hooks.js';
import type { OutputKind, Printed, Snapshot } from './snapshot.js';

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

/** What `nft` printed of chains and tables; `unread`: why it told of none. Undefined where it was not asked. */
export function nftTexts({ nftables, missing }: Snapshot):
  | {
      readonly texts: readonly { readonly lists: 'chains' | 'table'; readonly text: string }[];
      readonly unread: string | undefined;
    }
  | undefined {
  if (nftables === undefined) return undefined;
  const worked = nftables.filter(({ status }) => status === 0);
  return {
    texts: worked.map((printed) => ({
      lists: printed.command.includes('table') ? 'table' : 'chains',
      text: textOf(printed),
    })),
    unread: missing.find((said) => /^nft (?:is not installed|-j list chains)/.test(said)),
  };
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

/**
 * Whether a snapshot has all tables of a family: every program that may print some was there, and worked. A backend that is not in use has none, so its
 * program was not run.
 */
export function holdsAllTables({ outputs, missing }: Snapshot, family: Family): boolean {
  const tables = outputs.filter((output) => output.holds === 'tables' && output.family === family);
  const program = family === 4 ? /(?:^| )iptables-\S*save\b/ : /(?:^| )ip6tables-\S*save\b/;
  return (
    tables.length > 0 &&
    tables.every(({ status }) => status === 0) &&
    !missing.some((said) => program.test(said))
  );
}

function textOf({ lines }: Printed): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

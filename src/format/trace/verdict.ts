import type { Backend } from '../../netfilter/hooks.js';
import type { Decider, DispositionKind, Path } from '../../trace/trace.js';
import type { Role } from '../colour.js';
import { harmless } from '../harmless.js';
import { harmlessSentence } from '../sentence.js';

/** How a path ends, as its last line says it. */
export function dispositionWord(kind: DispositionKind): string {
  return kind.toUpperCase();
}

export function dispositionRole(kind: DispositionKind): Role {
  switch (kind) {
    case 'forwarded':
    case 'delivered':
    case 'sent':
      return 'through';
    case 'dropped':
    case 'rejected':
      return 'ended';
    case 'queued':
    case 'stolen':
    case 'abandoned':
      return 'unsure';
  }
}

/**
 * Where a path ended and what decided: `by filter cali-tw-cali0ef24b1 rule 7, line 57 of the dump`; of a path through tables of both backends also of
 * which the table is: `by filter (nft) INPUT rule 1`.
 */
export function verdictWords(path: Path): string {
  const { kind, by } = path.disposition;
  const where = placeWords(kind, path.packet.outInterface);
  const decider = deciderWords(by, backendOf(path));
  return where === '' ? decider : `${where}, ${decider}`;
}

function placeWords(kind: DispositionKind, outInterface: string): string {
  switch (kind) {
    case 'forwarded':
    case 'sent':
      return outInterface === '' ? '' : `out ${harmlessSentence(outInterface)}`;
    case 'delivered':
      return 'to this node';
    case 'dropped':
    case 'rejected':
    case 'queued':
    case 'stolen':
    case 'abandoned':
      return '';
  }
}

/** Of the table in which a path was decided, where it goes through tables of both; else undefined. */
function backendOf({ hops, disposition: { by } }: Path): Backend | undefined {
  const tables = hops.filter((hop) => hop.kind === 'table');
  if (new Set(tables.map(({ backend }) => backend)).size < 2) return undefined;
  return tables.findLast(({ table, steps }) =>
    by.kind === 'rule'
      ? steps.some((step) => step.kind === 'rule' && step.rule === by.rule)
      : by.kind === 'policy' &&
        table === by.table &&
        steps.some((step) => step.kind === 'policy' && step.chain === by.chain),
  )?.backend;
}

/** What decided: `by filter INPUT rule 7, line 57 of the dump`, `by the policy of filter INPUT`. */
export function deciderWords(by: Decider, backend?: Backend): string {
  const which = backend === undefined ? '' : ` (${backend})`;
  const reason = by.reason === undefined ? '' : `: ${harmlessSentence(by.reason)}`;
  switch (by.kind) {
    case 'rule': {
      const { table, chain, number, line } = by.rule;
      return `by ${table}${which} ${harmless(chain)} rule ${number}, line ${line} of the dump${reason}`;
    }
    case 'policy':
      return `by the policy of ${by.table}${which} ${harmless(by.chain)}${reason}`;
    case 'kernel':
      return `by the kernel${reason}`;
  }
}

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

/** Where a path ended and what decided: `by filter cali-tw-cali0ef24b1 rule 7, line 57 of the dump`. */
export function verdictWords(path: Path): string {
  const { kind, by } = path.disposition;
  const where = placeWords(kind, path.packet.outInterface);
  const decider = deciderWords(by);
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

/** What decided: `by filter INPUT rule 7, line 57 of the dump`, `by the policy of filter INPUT`. */
export function deciderWords(by: Decider): string {
  const reason = by.reason === undefined ? '' : `: ${harmlessSentence(by.reason)}`;
  switch (by.kind) {
    case 'rule': {
      const { table, chain, number, line } = by.rule;
      return `by ${table} ${harmless(chain)} rule ${number}, line ${line} of the dump${reason}`;
    }
    case 'policy':
      return `by the policy of ${by.table} ${harmless(by.chain)}${reason}`;
    case 'kernel':
      return `by the kernel${reason}`;
  }
}

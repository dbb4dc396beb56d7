import type { Difference } from '../../diff/diff.js';
import type { Family } from '../../netfilter/hooks.js';

/** What was compared: the families whose rules both dumps have, or that alone which was asked for. */
export interface Compared {
  readonly families: readonly Family[];
  /** Both dumps have rules of the other family, too. */
  readonly others: boolean;
}

/** From what to what: `forwarded → dropped`; of those that get through both times, that it is otherwise. Where both families were compared, of which. */
export function changeWords({ kind, family, before, after }: Difference, { families }: Compared): string {
  const change =
    kind === 'end' ? `${before.kind} → ${after.kind}` : `${before.kind}, with other addresses or ports`;
  return families.length > 1 ? `${change} (IPv${family})` : change;
}

/** That there is no difference, and of which packets, where that is not all that the dumps tell of. */
export function sameWords({ families, others }: Compared): string {
  return `every ${others ? `IPv${families.join(' and IPv')} ` : ''}packet is treated the same`;
}

import type { Reach } from '../../reach/reach.js';
import { harmless } from '../harmless.js';

/** What is said before what was asked for: nothing is sure where a rule that nobody knows may make packets come there. */
export function noneWords({ unread }: Reach): string {
  return unread.length === 0 ? 'no packets' : 'not decided: no packets found that';
}

/** Which rules nobody knows; undefined where all are known. */
export function unreadWords({ unread }: Reach): string | undefined {
  if (unread.length === 0) return undefined;
  const rules = unread
    .slice(0, mostNamed)
    .map(({ table, chain, number, line }) => `${table} ${harmless(chain)} rule ${number} (line ${line})`);
  const more = unread.length - rules.length;
  return `nobody knows what becomes of packets that match ${rules.join(', ')}${more > 0 ? ` and ${more} more` : ''}: they are followed as they were`;
}

const mostNamed = 3;

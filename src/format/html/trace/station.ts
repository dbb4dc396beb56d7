import type { Changes, Hop } from '../../../trace/trace.js';
import type { Role } from '../../colour.js';
import type { HopRun } from '../../trace/hopRows.js';
import { actionRole } from '../../trace/stepRows.js';
import { clip } from '../../wrap.js';

/** A table or a decision of the kernel as the track shows it. */
export interface Station {
  /** Of its element on the page. */
  readonly id: string;
  readonly hop: Hop;
  readonly label: string;
  /** What came of it, in a few words. */
  readonly words: string;
  readonly role: Role;
}

const longest = 60;

/** What a stretch of a hop came to: its verdict, and what it rewrote. */
export function stationOf(run: HopRun, id: string, label: string): Station {
  const changed = rewritten(run);
  const [words, role] = endOf(run);
  const said = [...changed, words].filter((part) => part !== '').join(' · ');
  return {
    ...{ id, hop: run.hop, label },
    words: clip(said, longest),
    role: role === 'plain' && changed.length > 0 ? 'change' : role,
  };
}

function endOf({ hop, items }: HopRun): readonly [string, Role] {
  if (hop.kind === 'conntrack') return [hop.connection.state, 'plain'];
  if (hop.kind === 'routing')
    return hop.decision === 'none' ? ['no route', 'ended'] : [hop.decision, 'plain'];
  if (hop.kind === 'ipvs') return ['', 'plain'];
  const last = items.at(-1);
  if (last?.kind !== 'step') return ['', 'plain'];
  const { step } = last;
  switch (step.kind) {
    case 'policy':
      return [`policy ${step.verdict}`, step.verdict === 'DROP' ? 'ended' : 'plain'];
    case 'return':
      return ['', 'plain'];
    case 'rule': {
      if (step.verdict === 'JUMP' || step.verdict === 'GOTO' || step.verdict === 'CONTINUE')
        return ['', 'plain'];
      const role = actionRole(step.verdict, false);
      return [step.verdict, role === 'strong' ? 'plain' : role];
    }
  }
}

/** What was rewritten, each field once: `destination`, `mark`. */
function rewritten({ hop, items }: HopRun): readonly string[] {
  const all: readonly Changes[] =
    hop.kind === 'table'
      ? items.flatMap((item) =>
          item.kind === 'step' && item.step.kind === 'rule' ? [item.step.changes] : [],
        )
      : [hop.changes];
  const words = all.flatMap((changes) => {
    return changes['destination'] !== undefined || changes['destinationPort'] !== undefined
      ? ['DNAT']
      : changes['source'] !== undefined || changes['sourcePort'] !== undefined
        ? ['SNAT']
        : Object.keys(changes).flatMap((key) => short.get(key) ?? []);
  });
  return [...new Set(words)];
}

const short: ReadonlyMap<string, string> = new Map([
  ['mark', 'mark'],
  ['connectionMark', 'connmark'],
  ['tos', 'tos'],
]);

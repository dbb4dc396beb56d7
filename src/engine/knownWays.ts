import type { Hook } from '../netfilter/hooks.js';
import type { Table } from '../ruleset/ruleset.js';
import type { Step, TableHop } from '../trace/trace.js';
import type { Branch, TableHopHead } from './branch.js';
import type { KnownWay, WaysOfHook } from './knownWay.js';
import { readsAlike } from './wayReads.js';
import type { Walk } from './walk.js';
import { hasRoom } from './walk.js';

/** So many ways through a table are kept: whoever needs more has rules for each packet. */
const mostWays = 16;

/** So many packets more may go another way than a known one before nobody looks further. */
const patience = 64;

/** Whether ways through the table from that hook are worth keeping, and this branch may take one. */
export function waysFor(walk: Walk, branch: Branch, table: Table, hook: Hook): WaysOfHook | undefined {
  const { ways: known, quick } = walk;
  if (known === undefined || !quick || branch.packet.unknown !== undefined) return undefined;
  const byHook = known.byTable.get(table) ?? new Map<Hook, WaysOfHook>();
  known.byTable.set(table, byHook);
  const ways = byHook.get(hook) ?? { ways: [], taken: 0, missed: 0 };
  byHook.set(hook, ways);
  return ways.missed > ways.taken + patience ? undefined : ways;
}

/** The branch behind the table, if it goes a known way; `again` walks the table for it, for whoever asks what its misses were. */
export function takeKnownWay(
  walk: Walk,
  branch: Branch,
  head: TableHopHead,
  known: WaysOfHook,
  again: () => readonly Step[],
): Branch | undefined {
  const { limit } = walk;
  const { ways } = known;
  for (let index = 0; index < ways.length; index++) {
    const way = ways[index];
    if (way === undefined || !readsAlike(way.reads, walk, branch, head.hook)) continue;
    // Short of the cap the walk itself has to tell where it ends.
    if (!hasRoom(limit, way)) return undefined;
    known.taken++;
    limit.visits += way.visits;
    limit.matched += way.matched;
    if (index > 0) {
      ways.splice(index, 1);
      ways.unshift(way);
    }
    return behind(way, branch, head, again);
  }
  known.missed++;
  return undefined;
}

function behind(way: KnownWay, branch: Branch, head: TableHopHead, again: () => readonly Step[]): Branch {
  const { mark } = way;
  return {
    ...branch,
    packet: mark === undefined ? branch.packet : { ...branch.packet, mark },
    visit: branch.visit + way.visit,
    hops: { hop: new KnownHop(head, way.hop, again), before: branch.hops },
    decided: way.decided ?? branch.decided,
    end: way.end,
  };
}

/** A table's hop by a known way. */
class KnownHop implements TableHop {
  readonly kind = 'table';
  readonly hook: Hook;
  readonly table: TableHop['table'];
  readonly backend: TableHop['backend'];
  readonly packet: TableHop['packet'];
  private known: readonly Step[] | undefined;

  constructor(
    { hook, table, backend, packet }: TableHopHead,
    readonly like: TableHop,
    private readonly again: () => readonly Step[],
  ) {
    this.hook = hook;
    this.table = table;
    this.backend = backend;
    this.packet = packet;
  }

  get steps(): readonly Step[] {
    this.known ??= this.again();
    return this.known;
  }
}

/** Keeps a way for those that come after. */
export function keepWay({ ways }: WaysOfHook, way: KnownWay): void {
  ways.unshift(way);
  if (ways.length > mostWays) ways.pop();
}

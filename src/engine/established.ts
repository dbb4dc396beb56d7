import { tcpFlagBits } from '../netfilter/tcpflags.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Connection } from '../packet/packet.js';
import type { Premise } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { laterStatus } from './conntrack.js';
import { assumedSince, chanceOf, nothingKnown } from './knowledge.js';
import type { Knowledge } from './knowledge.js';
import type { Walk } from './walk.js';
import { walkOnce } from './walkOnce.js';

/**
 * An established packet follows a first one: that is walked before, as NEW, and its nat, connmark and zone are this one's.
 * Where the first packet forks, each of its ways makes a connection of its own. `given` is the probability that the first packet gets through.
 */
export function walkEstablished(
  walk: Walk,
  described: DescribedPacket,
  premises: Premise[],
): { readonly ends: readonly Branch[]; readonly given: number } {
  const first: Walk = { ...walk, tracking: { ...walk.tracking, state: 'NEW', status: undefined } };
  const ends = walkOnce(first, beginning(described), nothingKnown);
  const alive = ends.filter((branch) => isThrough(branch));
  if (alive.length < ends.length) {
    const which =
      alive.length === 0
        ? 'the first packet of this connection'
        : `on ${ends.length - alive.length} of ${ends.length} ways the first packet`;
    premises.push({
      text: `${which} would not get through: the connection is taken to exist all the same`,
      settle: '--ct-entry',
    });
  }
  if (alive.length > 1) {
    premises.push({
      text: `the first packet of this connection has ${alive.length} possible ways: each is followed on`,
      settle: '--ct-entry',
    });
  }
  if (alive.length === 0) return { ends: walkOnce(walk, described, nothingKnown), given: 1 };
  walk.limit.started = alive.length;
  const followed = alive.flatMap((branch) =>
    walkOnce(
      {
        ...walk,
        tracking: {
          ...walk.tracking,
          entry: established(branch, described),
          assumed: assumedSince(nothingKnown, branch.knowledge),
        },
      },
      described,
      withoutVisits(branch.knowledge),
      branch,
    ),
  );
  return { ends: followed, given: chanceOfAll(alive) };
}

/** A connection that nobody described begins with a SYN. */
function beginning(described: DescribedPacket): DescribedPacket {
  if (!described.assumed.includes('tcpFlags')) return described;
  return { ...described, packet: { ...described.packet, tcpFlags: tcpFlagBits.SYN } };
}

/** The probability that one of the branches is the one; 1 where one has none. */
function chanceOfAll(branches: readonly Branch[]): number {
  let sum = 0;
  for (const branch of branches) {
    const chance = chanceOf(branch.knowledge);
    if (chance === undefined) return 1;
    sum += chance;
  }
  return sum;
}

function isThrough(branch: Branch): boolean {
  const kind = branch.end?.kind;
  return kind === 'forwarded' || kind === 'delivered' || kind === 'sent';
}

function established(branch: Branch, described: DescribedPacket): Connection {
  const { connection } = branch;
  return {
    ...connection,
    state: 'ESTABLISHED',
    status: laterStatus(described.packet.protocol),
    direction: 'ORIGINAL',
    sourceDone: true,
    destinationDone: true,
  };
}

/** What the first packet's way assumed stays assumed; which interface a rewritten port or address had does not. */
function withoutVisits(knowledge: Knowledge): Knowledge {
  return { ...knowledge, values: new Map([...knowledge.values].filter(([field]) => field !== 'sourcePort')) };
}

import { fieldsOf } from '../condition/fieldsOf.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Effect } from '../packet/effect.js';
import type { Connection } from '../packet/packet.js';
import type { Action } from '../ruleset/ruleset.js';
import type { Hop, Path, Premise } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { laterStatus } from './conntrack.js';
import { foundDirection, standsOnKernel } from './foundDirection.js';
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
  const tracking = { ...walk.tracking, state: 'NEW', status: undefined } as const;
  const first: Walk = { ...walk, tracking, isFirst: true };
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
  if (alive.some(({ connection }) => standsOnKernel(described.packet, connection))) {
    premises.push({
      text: 'conntrack is taken to know no ports of DCCP, as since Linux 6.17: to it this packet goes in the direction of the answer',
      settle: '--ct-entry',
    });
  }
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

/** The answer in between is not walked: where a rule writes the connection's mark it may have another since, of which these paths ask. */
export function premisesOfMark({ ruleset }: Walk, paths: readonly Path[]): readonly Premise[] {
  if (!paths.some((path) => path.hops.some(readsMark))) return [];
  const rules = ruleset.tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules));
  const writing = rules.find(({ action }) => does(action, ['connmark-set', 'connmark-save']));
  if (writing === undefined) return [];
  return [
    {
      text: `the answer is taken to leave the mark of the connection as the first packet left it, though ${writing.table} ${writing.chain} rule ${writing.number} writes one`,
      settle: '--ct-entry',
    },
  ];
}

function readsMark(hop: Hop): boolean {
  if (hop.kind !== 'table') return false;
  return hop.steps.some(
    (step) =>
      (step.looked ?? step.misses).some(({ failed }) => fieldsOf(failed).has('connectionMark')) ||
      (step.kind === 'rule' &&
        (does(step.rule.action, ['connmark-restore']) ||
          step.rule.matches.some(({ condition }) => fieldsOf(condition).has('connectionMark')))),
  );
}

function does(action: Action, kinds: readonly Effect['kind'][]): boolean {
  const pending = action.kind === 'target' ? [action.outcome] : [];
  for (let outcome = pending.pop(); outcome !== undefined; outcome = pending.pop()) {
    if (outcome.kind === 'when') pending.push(outcome.yes, outcome.no);
    else if (outcome.effects.some(({ kind }) => kinds.includes(kind))) return true;
  }
  return false;
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
    direction: foundDirection(described.packet, connection, 'ORIGINAL'),
    sourceDone: true,
    destinationDone: true,
  };
}

/** What the first packet's way assumed stays assumed; which interface a rewritten port or address had does not, nor which processor took it. */
function withoutVisits(knowledge: Knowledge): Knowledge {
  const stays = [...knowledge.values].filter(([field]) => field !== 'sourcePort' && field !== 'cpu');
  return { ...knowledge, values: new Map(stays) };
}

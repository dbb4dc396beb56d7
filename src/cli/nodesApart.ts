import type { Assumed, NodePart } from '../diff/difference.js';
import type { OutputKind, Snapshot } from '../snapshot/snapshot.js';

/** What two snapshots tell of their nodes beside rules, where that is not the same; nothing where one dump is no snapshot. */
export function nodesApart(before: Snapshot | undefined, after: Snapshot | undefined): readonly Assumed[] {
  if (before === undefined || after === undefined) return [];
  const parts = [...told].flatMap(([part, linesOf]) =>
    isSame(linesOf(before), linesOf(after)) ? [] : [part],
  );
  return parts.length === 0 ? [] : [{ kind: 'node', parts }];
}

const told: ReadonlyMap<NodePart, (snapshot: Snapshot) => readonly string[]> = new Map([
  ['ipsets', outputOf('sets')],
  ['addresses', outputOf('addresses')],
  ['routes', outputOf('routes')],
  ['policy rules', outputOf('rules')],
  ['IPVS services', outputOf('ipvs')],
  ['settings of the kernel', ({ sysctls }) => sysctls.filter((line) => !line.includes('nf_conntrack_count'))],
  ['tables of nftables', ({ nftables = [] }) => nftables.flatMap(({ lines }) => lines)],
]);

function outputOf(kind: OutputKind): (snapshot: Snapshot) => readonly string[] {
  return ({ outputs }) => outputs.flatMap(({ holds, lines }) => (holds === kind ? lines : []));
}

/** Counters and what is left of a time are always others. */
const moving = / (?:packets|bytes|timeout|valid_life_time|preferred_life_time)[": ]+\d+/g;

/** In any order: sets print their members as they come. */
function isSame(before: readonly string[], after: readonly string[]): boolean {
  const [was, is] = [before, after].map((lines) =>
    lines
      .map((line) => line.replace(moving, ''))
      .sort()
      .join('\n'),
  );
  return was === is;
}

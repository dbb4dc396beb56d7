import type { Changes, ChangeValue, Hop, Path } from '../../trace/trace.js';
import { likeSteps } from '../../trace/likeSteps.js';

/** The connmark with which a path's packet begins: that of the first conntrack hop's entry, undefined without one. */
export function firstConnectionMark(path: Path | undefined): number | undefined {
  const hop = path?.hops.find((one) => one.kind === 'conntrack');
  return hop?.connection.entry === true ? hop.connection.mark : undefined;
}

/** The connmark with which a path ends. */
export function lastConnectionMark(path: Path): number | undefined {
  let mark: ChangeValue | undefined;
  const follow = (changes: Changes): void => {
    mark = changes['connectionMark']?.to ?? mark;
  };
  for (const hop of path.hops) {
    if (hop.kind === 'conntrack' && hop.connection.entry) mark = hop.connection.mark;
    if (hop.kind !== 'table') follow(hop.changes);
    else for (const step of likeSteps(hop)) if (step.kind === 'rule') follow(step.changes);
  }
  return typeof mark === 'number' ? mark : undefined;
}

/** All changes of a hop, in order. */
export function changesOf(hop: Hop): readonly Changes[] {
  switch (hop.kind) {
    case 'table':
      return likeSteps(hop).flatMap((step) => (step.kind === 'rule' ? [step.changes] : []));
    case 'conntrack':
    case 'routing':
    case 'ipvs':
      return [hop.changes];
  }
}

import type { Changes, ChangeValue, Hop, Path } from '../../trace/trace.js';

/** The connmark with which a path's packet begins: that of the first conntrack hop's entry, undefined without one. */
export function firstConnectionMark(path: Path | undefined): number | undefined {
  const hop = path?.hops.find((one) => one.kind === 'conntrack');
  return hop?.connection.entry === true ? hop.connection.mark : undefined;
}

/** The connmark with which a path ends. */
export function lastConnectionMark(path: Path): number | undefined {
  let mark: ChangeValue | undefined;
  for (const hop of path.hops) {
    if (hop.kind === 'conntrack' && hop.connection.entry) mark = hop.connection.mark;
    for (const changes of changesOf(hop)) mark = changes['connectionMark']?.to ?? mark;
  }
  return typeof mark === 'number' ? mark : undefined;
}

/** All changes of a hop, in order. */
export function changesOf(hop: Hop): readonly Changes[] {
  switch (hop.kind) {
    case 'table':
      return hop.steps.flatMap((step) => (step.kind === 'rule' ? [step.changes] : []));
    case 'conntrack':
    case 'routing':
    case 'ipvs':
      return [hop.changes];
  }
}

import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import type { Decider, Disposition, IpvsHop, Path, RoutingHop, TableHop, Trace } from '../trace/trace.js';

/** Where a packet comes by. */
export type Stop =
  | { readonly kind: 'chain'; readonly table: Table; readonly chain: Chain }
  | { readonly kind: 'station'; readonly hop: RoutingHop | IpvsHop }
  | { readonly kind: 'end'; readonly disposition: Disposition };

/** From one stop to the next. */
export interface Stride {
  readonly from: Stop;
  readonly to: Stop;
  readonly kind: 'jump' | 'goto' | 'next' | 'end';
  /** The one that leads there. */
  readonly rule?: BoundRule;
}

/** The strides of each path of a trace, in the order in which the packet makes them. */
export function waysOf(trace: Trace, ruleset: Ruleset): readonly (readonly Stride[])[] {
  return trace.paths.map((path) => wayOf(path, ruleset));
}

function wayOf(path: Path, ruleset: Ruleset): readonly Stride[] {
  const strides: Stride[] = [];
  let last: Stop | undefined;
  let lastTable: Table | undefined;
  for (const hop of path.hops) {
    if (hop.kind === 'conntrack') continue;
    const table = hop.kind === 'table' ? tableOf(hop, ruleset) : undefined;
    const stop = hop.kind === 'table' ? chainStop(table, hop.hook) : ({ kind: 'station', hop } as const);
    if (stop === undefined) continue;
    if (last !== undefined) strides.push({ from: last, to: stop, kind: 'next' });
    last = stop;
    if (hop.kind !== 'table') continue;
    lastTable = table;
    strides.push(...callsOf(hop, table));
  }
  const { kind, by } = path.disposition;
  const end: Stop = { kind: 'end', disposition: path.disposition };
  // What decided that a packet leaves the node is said of its end; it leaves behind the last hook.
  const leaves = kind === 'forwarded' || kind === 'delivered' || kind === 'sent';
  const from = (leaves ? undefined : deciderStop(by, lastTable)) ?? last;
  const rule = leaves || by.kind !== 'rule' ? {} : { rule: by.rule };
  if (from !== undefined) strides.push({ from, to: end, kind: 'end', ...rule });
  return strides;
}

function tableOf({ table, backend }: TableHop, { tables }: Ruleset): Table | undefined {
  return tables.find((each) => each.name === table && each.backend === backend);
}

function chainStop(table: Table | undefined, name: string): Stop | undefined {
  const chain = table?.chains.get(name);
  return table === undefined || chain === undefined ? undefined : { kind: 'chain', table, chain };
}

function* callsOf({ steps }: TableHop, table: Table | undefined): Iterable<Stride> {
  for (const step of steps) {
    if (step.kind !== 'rule') continue;
    const { rule } = step;
    if (rule.action.kind !== 'jump' && rule.action.kind !== 'goto') continue;
    const from = chainStop(table, rule.chain);
    const to = chainStop(table, rule.action.to);
    if (from !== undefined && to !== undefined) yield { from, to, kind: rule.action.kind, rule };
  }
}

function deciderStop(by: Decider, table: Table | undefined): Stop | undefined {
  switch (by.kind) {
    case 'rule':
      return chainStop(table, by.rule.chain);
    case 'policy':
      return chainStop(table, by.chain);
    case 'kernel':
      return undefined;
  }
}

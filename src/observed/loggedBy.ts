import type { Hook } from '../netfilter/hooks.js';
import { describePacket, type PacketDescription } from '../packet/describePacket.js';
import { isPacketKey, writeField, writePacket, type PacketKey } from '../packet/writePacket.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { ChangeValue, Logged, LogVisit, Path, TableHop, Trace } from '../trace/trace.js';
import { ofPrefix } from './linePrefix.js';
import { logView, type LogRule } from './logRules.js';
import type { Observation } from './observation.js';

/**
 * Which rules may have written a line of a log, and how the packet of a trace comes to them: by the prefix, and by the interfaces, which tell the hook. What
 * an NFLOG rule sent tells both itself.
 * @see linux net/netfilter/nf_log_syslog.c nf_log_dump_packet_common
 */
export function loggedBy(ruleset: Ruleset, trace: Trace, observation: Observation): Logged {
  const rules = rulesOfLine(ruleset, observation);
  const visit = bestVisit(trace.paths, rules, observation.seen, hooksOfLine(observation));
  return { rules: rules.map(({ rule }) => rule), ...(visit === undefined ? {} : { visit }) };
}

/** The rules that may have written it, whatever a trace says. */
export function rulesOfLine(ruleset: Ruleset, observation: Observation): readonly LogRule[] {
  const { logs } = logView(ruleset);
  const { head = '', sentBy } = observation;
  const fits = hooksOfLine(observation);
  const isHere = ({ hooks }: LogRule): boolean => [...hooks].some(fits);
  return sentBy === undefined
    ? ofPrefix(head, logs, isHere)
    : (logs.found.get(sentBy.prefix.trimEnd()) ?? []).filter(
        (one) => one.prefix === sentBy.prefix && isHere(one),
      );
}

/** Whether it may have been written in a hook. */
function hooksOfLine({ seen, sentBy }: Observation): (hook: Hook) => boolean {
  const own = sentBy?.hook;
  return (hook) => (own === undefined ? fitsHook(hook, seen) : hook === own);
}

/**
 * Whether a hook prints these interfaces. Before Linux 5.7 POSTROUTING did not know by which one a packet came in.
 * @see linux net/ipv4/ip_output.c ip_output
 */
function fitsHook(hook: Hook, { inInterface, outInterface }: PacketDescription): boolean {
  const [cameIn, leaves] = [inInterface !== undefined, outInterface !== undefined];
  if (!cameIn && !leaves) return true;
  switch (hook) {
    case 'PREROUTING':
    case 'INPUT':
      return cameIn && !leaves;
    case 'FORWARD':
      return cameIn && leaves;
    case 'OUTPUT':
      return !cameIn && leaves;
    case 'POSTROUTING':
      return leaves;
  }
}

/** The place that is most like the line, with all paths that come there so. */
function bestVisit(
  paths: readonly Path[],
  rules: readonly LogRule[],
  seen: PacketDescription,
  fits: (hook: Hook) => boolean,
): LogVisit | undefined {
  const wanted = new Map(rules.map(({ rule }) => [placeOf(rule), rule]));
  const told = toldOf(seen);
  let best: LogVisit | undefined;
  for (const [index, { hops }] of paths.entries()) {
    for (const hop of hops) {
      if (hop.kind !== 'table' || !fits(hop.hook)) continue;
      for (const { rule, state } of visitsIn(hop, wanted)) {
        const differences = differencesOf(told, state);
        const fewer = best === undefined || differences.length < best.differences.length;
        if (fewer) best = { rule, hook: hop.hook, paths: [index], differences };
        else if (best !== undefined && isSame(best, rule, hop.hook, differences))
          best = withPath(best, index);
      }
    }
  }
  return best;
}

function isSame(best: LogVisit, rule: BoundRule, hook: Hook, differences: LogVisit['differences']): boolean {
  return (
    placeOf(best.rule) === placeOf(rule) &&
    best.hook === hook &&
    JSON.stringify(best.differences) === JSON.stringify(differences)
  );
}

function withPath(visit: LogVisit, path: number): LogVisit {
  return visit.paths.includes(path) ? visit : { ...visit, paths: [...visit.paths, path] };
}

function placeOf({ table, chain, line }: BoundRule): string {
  return `${table} ${line} ${chain}`;
}

type State = ReadonlyMap<string, ChangeValue>;

/** Where a hop comes to one of the rules, with the packet as it was there. */
function* visitsIn(
  { packet, steps }: TableHop,
  wanted: ReadonlyMap<string, BoundRule>,
): Generator<{ readonly rule: BoundRule; readonly state: State }> {
  let state: Map<string, ChangeValue> | undefined;
  for (const step of steps) {
    if (step.kind !== 'rule') continue;
    state ??= new Map(writePacket(packet));
    if (wanted.has(placeOf(step.rule))) yield { rule: step.rule, state: new Map(state) };
    for (const [key, { to }] of Object.entries(step.changes)) state.set(key, to);
  }
}

/** What else the line of a packet tells than what it was when a trace came by: the frame, which no rule changes. */
const compared: readonly PacketKey[] = [
  'protocol',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'icmpType',
  'icmpCode',
  'tcpFlags',
  'inInterface',
  'outInterface',
  'mark',
  'tos',
  'ttl',
  'length',
];

function toldOf(seen: PacketDescription): ReadonlyMap<PacketKey, string | number> {
  const { outInterface, ...others } = seen;
  const { packet } = describePacket(others, false);
  const told = new Map<PacketKey, string | number>();
  for (const key of compared) {
    const value = key === 'outInterface' ? outInterface : key in seen ? writeField(packet, key) : undefined;
    if (value !== undefined) told.set(key, value);
  }
  return told;
}

/** What the trace does not know there is no difference. */
function differencesOf(told: ReadonlyMap<PacketKey, string | number>, state: State): LogVisit['differences'] {
  return [...told].flatMap(([field, line]) => {
    const trace = state.get(field) ?? null;
    return trace === null || trace === line || !isPacketKey(field) || field === 'family'
      ? []
      : [{ field, line, trace }];
  });
}

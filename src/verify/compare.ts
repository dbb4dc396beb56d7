import {
  kernelEndWords,
  type KernelHop,
  type KernelPacket,
  type KernelStep,
  type KernelTrace,
} from '../kernel/kernelTrace.js';
import { stepWords } from '../kernel/traceLines.js';
import type { Hook, TableName } from '../netfilter/hooks.js';
import type {
  ToldChanges,
  ToldPacket,
  ToldPath,
  ToldStation,
  ToldTableHop,
  ToldTrace,
  ToldVisit,
} from './told.js';

/** Two traces side by side, up to the first table in which they differ; and their ends. */
export interface Comparison {
  /** 0-based: the path that the kernel went, or the one that comes closest. */
  readonly path: number;
  readonly paths: number;
  readonly hops: readonly ComparedHop[];
  /** Undefined where the trace is cut before its end. */
  readonly end: ComparedEnd | undefined;
  readonly agrees: boolean;
  /** Steps before the first difference, and steps in all: rules, policies, and the end. Less than all where they differ. */
  readonly agreed: number;
  readonly of: number;
}

/** One table in one hook. */
export interface ComparedHop {
  readonly hook: Hook;
  readonly table: TableName;
  /** As the kernel had it on entry; undefined where only calitrace has this hop. */
  readonly packet: KernelPacket | undefined;
  /** How the packet differs on entry. */
  readonly entry: readonly FieldDifference[];
  readonly steps: readonly ComparedStep[];
  readonly agrees: boolean;
}

/** The steps that both have at one place; undefined where one has none there. */
export interface ComparedStep {
  readonly kernel: KernelStep | undefined;
  readonly told: KernelStep | undefined;
  /** Number of jumps open around it, as calitrace has it. */
  readonly depth: number;
  readonly agrees: boolean;
}

export interface FieldDifference {
  readonly field: ComparedField;
  readonly kernel: string;
  readonly told: string;
}

export interface ComparedEnd {
  readonly kernel: string;
  readonly told: string;
  /** How the packet differs that comes out of both. */
  readonly leaving: readonly FieldDifference[];
  readonly agrees: boolean;
}

/**
 * Lays what the kernel did beside what calitrace tells. Where the trace forks, the kernel must have gone one of its paths;
 * where it went none of them, the closest is compared. Undefined for a trace without paths.
 */
export function compare(kernel: KernelTrace, trace: ToldTrace): Comparison | undefined {
  let closest: Comparison | undefined;
  for (const [index, path] of trace.paths.entries()) {
    const compared = comparePath(kernel, trace.packet, path);
    const comparison = { ...compared, path: index, paths: trace.paths.length };
    if (comparison.agrees) return comparison;
    if (closest === undefined || closeness(comparison) > closeness(closest)) closest = comparison;
  }
  return closest;
}

/** By steps; of as many steps the one with the same end, then one that is in the same table where they part. */
function closeness({ agreed, end, hops }: Comparison): number {
  const last = hops.at(-1);
  const together = last?.packet !== undefined && last.steps.some((step) => step.told !== undefined);
  return agreed + (end?.agrees === true ? 0.5 : 0) + (together ? 0.25 : 0);
}

/** What of a packet is known at one moment of calitrace's trace, by the keys of `changes`; null: it has a value that nothing tells. */
type State = Map<string, string | number | null>;

function stateOf(packet: ToldPacket): State {
  return new Map(Object.entries({ ...packet }));
}

function comparePath(
  kernel: KernelTrace,
  packet: ToldPacket,
  path: ToldPath,
): Omit<Comparison, 'path' | 'paths'> {
  const state = stateOf(packet);
  const hops: ComparedHop[] = [];
  let routedOut = false;
  for (const hop of path.hops) {
    if (hop.kind !== 'table') {
      applyStation(state, hop, routedOut);
      routedOut ||= hop.kind === 'routing' && hop.hook === 'OUTPUT';
      continue;
    }
    enterHook(state, hop.hook);
    const compared = compareHop(withoutBypass(kernel.hops[hops.length], kernel), hop, state);
    hops.push(compared);
    if (!compared.agrees) break;
    for (const step of hop.steps) if (step.kind === 'rule') applyChanges(state, step.changes);
  }
  const alike = hops.every((hop) => hop.agrees);
  const next = alike && path.cut !== true ? kernel.hops[hops.length] : undefined;
  if (next !== undefined) hops.push(kernelOnly(next));
  const end = path.cut === true ? undefined : compareEnd(kernel, path, state.get('outInterface') === null);
  const agrees = alike && next === undefined && end?.agrees !== false;
  const told = path.hops.flatMap((hop) => (hop.kind === 'table' ? visits(hop) : []));
  const theirs = kernel.hops.flatMap((hop) => hop.steps).length;
  const of = end === undefined ? told.length : 1 + Math.max(told.length, theirs);
  return { hops, end, agrees, of, agreed: agrees ? of : Math.min(of - 1, agreedSteps(hops)) };
}

/** Steps before the first that differs; where a packet differs on entry, none of that table. */
function agreedSteps(hops: readonly ComparedHop[]): number {
  let agreed = 0;
  for (const { entry, steps, agrees } of hops) {
    const differing = steps.findIndex((step) => !step.agrees);
    if (entry.length === 0) agreed += differing < 0 ? steps.length : differing;
    if (!agrees) break;
  }
  return agreed;
}

function compareHop(kernel: KernelHop | undefined, told: ToldTableHop, state: State): ComparedHop {
  const { hook, table } = told;
  if (kernel === undefined || kernel.hook !== hook || kernel.table !== table) {
    const steps = visits(told).map((step) => compareStep(undefined, step));
    return { hook, table, packet: undefined, entry: [], steps, agrees: false };
  }
  const entry = packetDifferences(kernel.packet, fieldsAt(hook), state);
  const visited = visits(told);
  const steps = Array.from({ length: Math.max(kernel.steps.length, visited.length) }, (_, at) =>
    compareStep(kernel.steps[at], visited[at]),
  );
  const agrees = entry.length === 0 && steps.every((step) => step.agrees);
  return { hook, table, packet: kernel.packet, entry, steps, agrees };
}

function compareStep(kernel: KernelStep | undefined, visit: ToldVisit | undefined): ComparedStep {
  const told = visit === undefined ? undefined : plainStep(visit);
  const agrees = kernel !== undefined && told !== undefined && stepWords(kernel) === stepWords(told);
  return { kernel, told, depth: visit?.kind === 'rule' ? (visit.depth ?? 0) : 0, agrees };
}

function plainStep(visit: ToldVisit): KernelStep {
  if (visit.kind === 'policy') return { kind: 'policy', chain: visit.chain, verdict: visit.verdict };
  const { chain, rule, verdict, to } = visit;
  return { kind: 'rule', chain, rule, verdict, ...(to === undefined ? {} : { to }) };
}

function kernelOnly({ hook, table, packet, steps }: KernelHop): ComparedHop {
  return {
    ...{ hook, table, packet, entry: [], agrees: false },
    steps: steps.map((step) => compareStep(step, undefined)),
  };
}

/** Rules and policies; leaving a chain is no step of its own to the kernel. */
function visits(hop: ToldTableHop): readonly ToldVisit[] {
  return hop.steps.flatMap((step) => (step.kind === 'return' ? [] : [step]));
}

function compareEnd(kernel: KernelTrace, path: ToldPath, outOpen: boolean): ComparedEnd {
  const [ended, told] = [kernelEndWords(kernel.end), endWords(path)];
  const leaving = ended === told ? leavingDifferences(kernel, path, outOpen) : [];
  return { kernel: ended, told, leaving, agrees: ended === told && leaving.length === 0 };
}

/**
 * How the packet differs that comes out of both.
 * @param outOpen nothing tells calitrace by which interface it leaves
 */
export function leavingDifferences(
  kernel: KernelTrace,
  path: ToldPath,
  outOpen = false,
): readonly FieldDifference[] {
  if (!('packet' in kernel.end)) return [];
  const state = stateOf(path.packet);
  if (outOpen) state.set('outInterface', null);
  return packetDifferences(kernel.end.packet, endFields(kernel), state);
}

/**
 * What a routing decision means goes without saying: forwarding takes one off the TTL; a packet that is routed again inside
 * OUTPUT (`again`) shows its new interface only in POSTROUTING.
 */
function applyStation(state: State, hop: ToldStation, again: boolean): void {
  applyChanges(state, hop.changes);
  if (hop.kind !== 'routing') return;
  const leaves = hop.decision === 'forward' || hop.decision === 'output';
  const outInterface = hop.outInterface ?? (leaves ? null : undefined);
  if (outInterface !== undefined) state.set(again ? 'nextInterface' : 'outInterface', outInterface);
  const ttl = state.get('ttl');
  if (hop.decision === 'forward' && hop.changes?.['ttl'] === undefined && typeof ttl === 'number')
    state.set('ttl', ttl - 1);
}

/** A queue nobody listens on lets packets pass where its rule says so: the packet went on, as after ACCEPT. */
function withoutBypass(hop: KernelHop | undefined, kernel: KernelTrace): KernelHop | undefined {
  if (hop === undefined || kernel.end.kind === 'queued') return hop;
  return {
    ...hop,
    steps: hop.steps.map((step) => (step.verdict === 'QUEUE' ? { ...step, verdict: 'ACCEPT' } : step)),
  };
}

/** What left by lo comes in by it; a new route shows. */
function enterHook(state: State, hook: Hook): void {
  const next = state.get('nextInterface');
  if (hook !== 'OUTPUT' && next !== undefined) {
    state.set('outInterface', next);
    state.delete('nextInterface');
  }
  if ((hook !== 'PREROUTING' && hook !== 'INPUT') || state.get('outInterface') !== 'lo') return;
  state.set('inInterface', 'lo');
  state.set('outInterface', '');
}

function applyChanges(state: State, changes: ToldChanges | undefined): void {
  for (const [key, { to }] of Object.entries(changes ?? {})) state.set(key, to);
}

const always = ['source', 'destination', 'sourcePort', 'destinationPort', 'mark', 'tos', 'ttl'] as const;

type ComparedField = (typeof always)[number] | 'inInterface' | 'outInterface';

/** The fields that a rule in this hook can see. */
function fieldsAt(hook: Hook): readonly ComparedField[] {
  switch (hook) {
    case 'PREROUTING':
    case 'INPUT':
      return [...always, 'inInterface'];
    case 'OUTPUT':
    case 'POSTROUTING':
      return [...always, 'outInterface'];
    case 'FORWARD':
      return [...always, 'inInterface', 'outInterface'];
  }
}

function endFields(kernel: KernelTrace): readonly ComparedField[] {
  return kernel.end.kind === 'delivered' ? always : [...always, 'outInterface'];
}

/** A value that calitrace calls unknown (null, or an address or port that is gone because nothing tells what nat took) contradicts nothing. */
function packetDifferences(
  packet: KernelPacket,
  fields: readonly ComparedField[],
  state: State,
): readonly FieldDifference[] {
  return fields.flatMap((field) => {
    const kernel = packet[field] ?? '';
    const ours = state.get(field) ?? (mayBeUnknown(field) || state.get(field) === null ? kernel : '');
    return ours === kernel ? [] : [{ field, kernel: String(kernel), told: String(ours) }];
  });
}

function mayBeUnknown(field: ComparedField): boolean {
  return /^(?:source|destination)(?:Port)?$/.test(field);
}

/** A path's end in the words that the kernel's has. */
export function endWords(path: Pick<ToldPath, 'disposition'>): string {
  const { kind, by } = path.disposition;
  if (kind === 'forwarded' || kind === 'delivered' || kind === 'sent') return kind;
  switch (by.kind) {
    case 'rule':
      return `${kind} by ${by.table} ${by.chain} rule ${by.rule}`;
    case 'policy':
      return `${kind} by policy of ${by.table} ${by.chain}`;
    case 'kernel':
      return `${kind} by the kernel`;
  }
}

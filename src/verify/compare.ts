import {
  kernelEndWords,
  type KernelHop,
  type KernelPacket,
  type KernelTrace,
} from '../kernel/kernelTrace.js';
import { stepWords } from '../kernel/traceLines.js';
import type { Hook } from '../netfilter/hooks.js';
import type { ToldChanges, ToldPacket, ToldPath, ToldStation, ToldTableHop, ToldTrace } from './told.js';

/** What a packet is known to be at one moment of calitrace's trace, by the keys of `changes`. */
type State = Map<string, string | number | null>;

function stateOf(packet: ToldPacket): State {
  return new Map<string, string | number>(Object.entries<string | number>({ ...packet }));
}

/**
 * What calitrace tells otherwise than the kernel does, one sentence each; empty where they agree. Where the trace forks, the
 * kernel must have gone one of its paths: of the path that comes closest the differences are given.
 */
export function disagreements(kernel: KernelTrace, trace: ToldTrace): readonly string[] {
  let closest: { readonly agreed: number; readonly found: readonly string[] } | undefined;
  for (const path of trace.paths) {
    const compared = comparePath(kernel, trace.packet, path);
    if (compared.found.length === 0) return [];
    if (closest === undefined || compared.agreed > closest.agreed) closest = compared;
  }
  if (closest === undefined) return ['calitrace gave no path'];
  if (trace.paths.length === 1) return closest.found;
  return [`none of ${trace.paths.length} paths is the kernel's; of the closest:`, ...closest.found];
}

/** `agreed`: the number of hops before the first one that differs. */
function comparePath(
  kernel: KernelTrace,
  packet: ToldPacket,
  path: ToldPath,
): { readonly agreed: number; readonly found: readonly string[] } {
  const state = stateOf(packet);
  const found: string[] = [];
  let at = 0;
  let routedOut = false;
  for (const hop of path.hops) {
    if (hop.kind !== 'table') {
      applyStation(state, hop, routedOut);
      routedOut ||= hop.kind === 'routing' && hop.hook === 'OUTPUT';
      continue;
    }
    const expected = withoutBypass(kernel.hops[at], kernel);
    if (expected === undefined) {
      found.push(`the kernel ended before: ${hopWords(hop)}`);
      break;
    }
    enterHook(state, hop.hook);
    const entry = entryDifferences(expected, state);
    const steps =
      kernelHopWords(expected) === hopWords(hop) ? [] : [sides(kernelHopWords(expected), hopWords(hop))];
    found.push(...entry, ...steps);
    if (found.length > 0) break;
    at++;
    for (const step of hop.steps) if (step.kind === 'rule') applyChanges(state, step.changes);
  }
  const next = kernel.hops[at];
  if (found.length === 0 && next !== undefined) found.push(`the kernel went on to: ${kernelHopWords(next)}`);
  const [kernelEnd, end] = [kernelEndWords(kernel.end), endWords(path)];
  if (kernelEnd !== end) found.push(sides(kernelEnd, end));
  else found.push(...leavingDifferences(kernel, path));
  return { agreed: at, found };
}

/** How the packet differs that comes out of both. */
export function leavingDifferences(kernel: KernelTrace, path: ToldPath): readonly string[] {
  if (!('packet' in kernel.end)) return [];
  const ours = stateOf(path.packet);
  return packetDifferences('the packet as it leaves', kernel.end.packet, endFields(kernel), ours);
}

/**
 * What a routing decision means goes without saying: forwarding takes one off the TTL; a packet that is routed again inside
 * OUTPUT (`again`) shows its new interface only in POSTROUTING.
 */
function applyStation(state: State, hop: ToldStation, again: boolean): void {
  applyChanges(state, hop.changes);
  if (hop.kind !== 'routing') return;
  if (hop.outInterface !== undefined) state.set(again ? 'nextInterface' : 'outInterface', hop.outInterface);
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

function entryDifferences(hop: KernelHop, state: State): readonly string[] {
  return packetDifferences(`${hop.hook} ${hop.table} on entry`, hop.packet, fieldsAt(hop.hook), state);
}

/** A value that calitrace calls unknown (null, or a port that is gone because a random one was taken) contradicts nothing. */
function packetDifferences(
  where: string,
  packet: KernelPacket,
  fields: readonly ComparedField[],
  state: State,
): readonly string[] {
  return fields.flatMap((field) => {
    const kernel = packet[field] ?? '';
    const ours = state.get(field) ?? (mayBeUnknown(field) || state.get(field) === null ? kernel : '');
    if (ours === kernel) return [];
    return [`${where}: ${field}: ${sides(String(kernel), String(ours))}`];
  });
}

function mayBeUnknown(field: ComparedField): boolean {
  return field === 'sourcePort' || field === 'destinationPort';
}

/** `kernel … | calitrace …` */
export function sides(kernel: string, ours: string): string {
  return `kernel ${kernel === '' ? 'nothing' : kernel} | calitrace ${ours === '' ? 'nothing' : ours}`;
}

function kernelHopWords(hop: KernelHop): string {
  return `${hop.hook} ${hop.table}: ${hop.steps.map(stepWords).join(', ')}`;
}

function hopWords(hop: ToldTableHop): string {
  const steps = hop.steps.flatMap((step) => (step.kind === 'return' ? [] : [stepWords(step)]));
  return `${hop.hook} ${hop.table}: ${steps.join(', ')}`;
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

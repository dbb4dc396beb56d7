import { isHook, isTableName, type Hook } from '../netfilter/hooks.js';
import type { Verdict } from '../netfilter/states.js';
import type { KernelEnd, KernelHop, KernelPacket, KernelStep, KernelTrace } from './kernelTrace.js';
import type { LoadedRules } from './loadedRules.js';
import { probeTable, readProbe, type Probe } from './probes.js';
import type { TraceMessage } from './traceMessage.js';

const loopback = 1;

/** What a packet must look like at the start of its way to be the one that was sent. */
export interface Sent {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  /** 0: sent by the node. */
  readonly inIndex: number;
}

/** Makes one packet's trace of all messages that came while it was on its way; others' messages among them are left out. */
export function collectTrace(
  messages: readonly TraceMessage[],
  sent: Sent,
  rules: LoadedRules,
  interfaces: ReadonlyMap<number, string>,
): KernelTrace {
  const ways = splitWays(messages);
  const first = ways.findIndex((way) => startsAs(way, sent));
  const hops: KernelHop[] = [];
  const start: Hook = sent.inIndex === 0 ? 'OUTPUT' : 'PREROUTING';
  const way = ways[first];
  if (way === undefined) {
    return { hops, end: { kind: 'dropped', by: { kind: 'kernel', after: start } } };
  }
  let walked = readWay(way, rules, interfaces);
  hops.push(...walked.hops);
  if (walked.end.kind === 'sent' && walked.outIndex === loopback) {
    const { source, destination, protocol } = walked.end.packet;
    const again = { source, destination, protocol, inIndex: loopback };
    const next = ways.slice(first + 1).find((one) => startsAs(one, again));
    if (next === undefined)
      return { hops, end: { kind: 'dropped', by: { kind: 'kernel', after: 'POSTROUTING' } } };
    walked = readWay(next, rules, interfaces);
    hops.push(...walked.hops);
  }
  const state = walked.state === 0 ? {} : { state: walked.state };
  return { hops, end: walked.end, ...state };
}

/** The messages of each packet between its first probe and its end. An id may be used again for a later packet. */
function splitWays(messages: readonly TraceMessage[]): readonly (readonly TraceMessage[])[] {
  const ways: TraceMessage[][] = [];
  const current = new Map<number, TraceMessage[]>();
  for (const message of messages) {
    if (message.packet !== undefined && message.table === probeTable && message.chain.endsWith('_enter')) {
      const way: TraceMessage[] = [];
      ways.push(way);
      current.set(message.id, way);
    }
    current.get(message.id)?.push(message);
  }
  return ways;
}

function startsAs(way: readonly TraceMessage[], sent: Sent): boolean {
  const [message] = way;
  const packet = message?.packet;
  return (
    packet !== undefined &&
    message?.inIndex === sent.inIndex &&
    packet.source === sent.source &&
    packet.destination === sent.destination &&
    packet.protocol === sent.protocol
  );
}

function readWay(
  way: readonly TraceMessage[],
  rules: LoadedRules,
  interfaces: ReadonlyMap<number, string>,
): {
  readonly hops: readonly KernelHop[];
  readonly end: KernelEnd;
  readonly outIndex: number;
  readonly state: number;
} {
  const hops: { readonly hop: KernelHop; readonly steps: KernelStep[] }[] = [];
  let place: Probe = { hook: 'PREROUTING', place: 'enter' };
  let forwarded = false;
  let packet: KernelPacket | undefined;
  let outIndex = 0;
  for (const message of way) {
    if (message.table === probeTable) {
      if (message.packet === undefined) continue;
      place = readProbe(message.chain) ?? place;
      outIndex = message.outIndex;
      forwarded ||= place.hook === 'FORWARD';
      packet = {
        ...message.packet,
        mark: message.mark,
        inInterface: nameOf(message.inIndex, interfaces),
        outInterface: nameOf(message.outIndex, interfaces),
      };
      continue;
    }
    // A rule that took the packet away leaves nothing to show, though it is its chain's first.
    const shown = message.packet !== undefined || hops.at(-1)?.hop.table !== message.table;
    if (shown && packet !== undefined && isHook(message.chain) && isTableName(message.table)) {
      const steps: KernelStep[] = [];
      hops.push({ hop: { hook: message.chain, table: message.table, packet, steps }, steps });
    }
    const step = readStep(message, rules);
    if (step !== undefined) hops.at(-1)?.steps.push(step);
  }
  const done = hops.map(({ hop }) => hop);
  // It is told with the packet, not with a policy.
  const state = way.findLast((message) => message.state !== 0)?.state ?? 0;
  return { hops: done, end: readEnd(done, place, packet, forwarded, way.at(-1)), outIndex, state };
}

function nameOf(index: number, interfaces: ReadonlyMap<number, string>): string {
  return index === 0 ? '' : (interfaces.get(index) ?? `#${index}`);
}

function readStep(message: TraceMessage, rules: LoadedRules): KernelStep | undefined {
  if (message.kind === 'policy') {
    return { kind: 'policy', chain: message.chain, verdict: message.verdict === 0 ? 'DROP' : 'ACCEPT' };
  }
  // A chain that ends by itself gives a message without a rule.
  if (message.handle === undefined) return undefined;
  const rule = rules.find(message.table, message.chain, message.handle);
  if (rule === undefined) throw new Error(`a rule that was not loaded: ${message.table} ${message.chain}`);
  const verdict = verdictOf(message.verdict, rule.target);
  return {
    kind: 'rule',
    chain: message.chain,
    rule: rule.number,
    verdict,
    ...(message.to === undefined ? {} : { to: message.to }),
  };
}

function verdictOf(code: number, target: string | undefined): Verdict {
  switch (code) {
    case -1:
    case -2:
      return 'CONTINUE';
    case -3:
      return 'JUMP';
    case -4:
      return 'GOTO';
    case -5:
      return 'RETURN';
    default:
  }
  switch (code & 0xff) {
    case 0:
      return target === 'REJECT' ? 'REJECT' : 'DROP';
    case 1:
      return 'ACCEPT';
    case 2:
      return 'STOLEN';
    case 3:
      return 'QUEUE';
    default:
      throw new Error(`unknown verdict ${code}`);
  }
}

function readEnd(
  hops: readonly KernelHop[],
  place: Probe,
  packet: KernelPacket | undefined,
  forwarded: boolean,
  last: TraceMessage | undefined,
): KernelEnd {
  const hop = hops.at(-1);
  const step = hop?.steps.at(-1);
  if (hop !== undefined && step !== undefined && last?.table !== probeTable) {
    const kind = stops(step.verdict);
    if (kind !== undefined) {
      const { table } = hop;
      const { chain } = step;
      return {
        kind,
        by:
          step.kind === 'rule'
            ? { kind: 'rule', table, chain, rule: step.rule }
            : { kind: 'policy', table, chain },
      };
    }
  }
  if (packet !== undefined && place.place === 'last') {
    if (place.hook === 'POSTROUTING') return { kind: forwarded ? 'forwarded' : 'sent', packet };
    if (place.hook === 'INPUT') return { kind: 'delivered', packet };
  }
  return { kind: 'dropped', by: { kind: 'kernel', after: place.hook } };
}

function stops(verdict: Verdict): 'dropped' | 'rejected' | 'queued' | 'stolen' | undefined {
  switch (verdict) {
    case 'DROP':
      return 'dropped';
    case 'REJECT':
      return 'rejected';
    case 'QUEUE':
      return 'queued';
    case 'STOLEN':
      return 'stolen';
    case 'JUMP':
    case 'GOTO':
    case 'RETURN':
    case 'ACCEPT':
    case 'CONTINUE':
      return undefined;
  }
}

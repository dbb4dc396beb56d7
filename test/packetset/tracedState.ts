import { setImmediate } from 'node:timers/promises';
import { readAddress } from '../../src/address/address.js';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { JsonPacket } from '../../src/format/trace/packetJson.js';
import type { PacketOptions } from '../../src/kernel/scenario.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { protocolNumber } from '../../src/netfilter/protocols.js';
import { readTcpFlags } from '../../src/netfilter/tcpflags.js';
import { describedSet } from '../../src/packetset/describedSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';
import type { NumberField } from '../../src/packetset/variables.js';
import { run } from '../cli/run.js';
import type { Workshop } from '../../src/packetset/workshop.js';

/**
 * Rules about what the description of a set leaves open and a trace fixes. What a packet itself writes to a list of `-m recent` the
 * trace knows from then on; it computes which address or port of a range nat picks, and what balances a translated prefix; without
 * the sets themselves it does not follow the mark of an entry, nor that counters of an entry count on between two tests.
 */
export const untold =
  /--ct(orig|repl|status|dir|proto|state ([A-Z]+,)*[SD]NAT)|-m (physdev|srh|tcpmss|policy|addrtype|realm|helper|hbh|dst|rt|frag|ipv6header|mh|socket|owner|mac)|-m recent (! )?--(set|update|remove)|--map-mark|--(packets|bytes)-|--to-\S+ \S+-|tcp-option|ipv4options|--u32|-j (TPROXY|SYNPROXY|HMARK|[SD]NPT)/;

/** What a packet is at one moment of a trace, by the keys of its JSON form and `ctState`. */
export type PacketState = Map<string, string | number | null>;

export function stateOf(packet: JsonPacket, ctState: string): PacketState {
  return new Map<string, string | number>(Object.entries<string | number>({ ...packet })).set(
    'ctState',
    ctState,
  );
}

/**
 * No second packet of a connection, and nothing but the packet itself; no frame sent by multicast where `-m cluster` may take it, as
 * sets do not follow from which rule on it counts as one for this machine.
 */
export function isPlain(packet: PacketOptions, dump: string): boolean {
  if (packet['pkt-type'] === 'multicast' && dump.includes(' -m cluster ')) return false;
  return (
    packet.ctstate === undefined && packet['in-fragments'] === undefined && !/^127|^::1$/.test(packet.src)
  );
}

/** A node with one way out, so that most packets leave by an interface that is told. */
export function leavingBy({ iif }: PacketOptions): readonly string[] {
  return iif === 'eth1' ? ['--oif', 'cali123'] : ['--oif', 'eth1'];
}

export async function traced(
  dump: string,
  family: Family,
  packet: PacketOptions,
  more: readonly string[] = [],
): Promise<JsonTrace> {
  // Long runs of these tests still answer whoever runs them.
  await setImmediate();
  const options = Object.entries<string | number | boolean>({ ...packet }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const result = await run(['trace', 'dump', `-${family}`, '--format', 'json', ...more, ...options], {
    files: { dump },
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as JsonTrace;
}

/** The packets that are as a state says. */
export function setOfState(workshop: Workshop, state: PacketState): PacketSet {
  const text = (key: string): string => String(state.get(key) ?? '');
  const numbers = new Map<NumberField, readonly [readonly [never, never]]>();
  const put = (field: NumberField, value: unknown): void => {
    if (value !== undefined && value !== null) numbers.set(field, [[value as never, value as never]]);
  };
  put('source', readAddress(text('source')));
  put('destination', readAddress(text('destination')));
  put('protocol', protocolNumber(text('protocol')) ?? Number(text('protocol')));
  if (state.has('tcpFlags')) put('tcpFlags', readTcpFlags(text('tcpFlags')));
  put('connectionMark', state.get('connectionMark') ?? 0);
  for (const field of [
    'sourcePort',
    'destinationPort',
    'icmpType',
    'icmpCode',
    'mark',
    'tos',
    'ttl',
    'length',
  ] as const) {
    put(field, state.get(field));
  }
  return describedSet(workshop, {
    numbers,
    names: new Map([
      ['ctState', [text('ctState')]],
      ['fragment', [text('fragment')]],
      ['packetType', [text('packetType')]],
    ]),
    ...(typeof state.get('inInterface') === 'string' ? { inInterface: text('inInterface') } : {}),
    ...(typeof state.get('outInterface') === 'string' ? { outInterface: text('outInterface') } : {}),
  });
}

import {
  andAddress,
  compareAddress,
  invertAddress,
  orAddress,
  readAddress,
  sameAddress,
} from '../address/address.js';
import type { Address } from '../address/address.js';
import { rangeSet } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import { DCCP, hasPorts } from '../netfilter/protocols.js';
import { sideOfHook } from '../netfilter/hooks.js';
import type { Hook } from '../netfilter/hooks.js';
import type { NatTarget } from '../packet/effect.js';
import type { Connection, Packet, Tuple } from '../packet/packet.js';
import type { Branch } from './branch.js';
import type { Knowledge } from './knowledge.js';
import { without } from '../packet/without.js';
import { pickAddress } from './natAddress.js';
import { masqueradeAddress, redirectAddress } from './nodeFacts.js';
import type { OwnAddress } from './nodeFacts.js';
import type { Walk } from './walk.js';

/** What a nat target came to: a translated branch, or the reason for which the kernel drops the packet there. */
export interface Translation {
  readonly branch: Branch;
  readonly dropped?: string;
  readonly notes: readonly string[];
}

interface Choice {
  /** Undefined: not known; `reason` says why. */
  readonly address: Address | undefined;
  readonly ports?: readonly [low: number, high: number];
  readonly base?: number;
  readonly random: boolean;
  readonly notes: readonly string[];
}

/** Translates the first packet of a connection. @see linux net/netfilter/nf_nat_core.c nf_nat_setup_info, get_unique_tuple */
export function translate(walk: Walk, branch: Branch, to: NatTarget, hook: Hook): Translation {
  const side = sideOfHook(hook);
  const choice = chooseAddress(walk, branch, to, side, hook);
  if ('dropped' in choice) return { branch, dropped: choice.dropped, notes: [] };
  const done = choosePort(branch, side, choice);
  const { outInterface } = branch.packet;
  if (to.kind !== 'masquerade' || outInterface === '') return done;
  const connection: Connection = { ...done.branch.connection, masqueradedBy: outInterface };
  return { ...done, branch: { ...done.branch, connection } };
}

function chooseAddress(
  walk: Walk,
  branch: Branch,
  to: NatTarget,
  side: 'source' | 'destination',
  hook: Hook,
): Choice | { readonly dropped: string } {
  const { packet } = branch;
  switch (to.kind) {
    case 'range': {
      const { addresses, ports, base } = to;
      const address =
        addresses === undefined || (side === 'source' && !to.random && inRange(packet.source, addresses))
          ? packet[side]
          : pickAddress(addresses, side, packet, branch.connection.zone, to.persistent);
      return {
        address,
        ...(ports === undefined ? {} : { ports }),
        ...(base === undefined ? {} : { base }),
        random: to.random,
        notes: [],
      };
    }
    case 'netmap':
      return {
        address: orAddress(andAddress(packet[side], invertAddress(to.mask)), andAddress(to.address, to.mask)),
        random: false,
        notes: [],
      };
    case 'masquerade':
      return withPorts(
        masqueradeAddress(walk, branch),
        to,
        `${packet.outInterface} has no address to masquerade with`,
      );
    case 'redirect':
      return hook === 'OUTPUT'
        ? withPorts({ kind: 'address', address: loopback(walk) }, to, '')
        : withPorts(redirectAddress(walk, branch), to, `${packet.inInterface} has no address to redirect to`);
  }
}

function loopback(walk: Walk): Address {
  return readAddress(walk.family === 4 ? '127.0.0.1' : '::1') ?? 0;
}

function withPorts(
  own: OwnAddress,
  to: { readonly ports?: readonly [number, number]; readonly random: boolean },
  dropped: string,
): Choice | { readonly dropped: string } {
  if (own.kind === 'none') return { dropped };
  return {
    address: own.kind === 'address' ? own.address : undefined,
    ...(to.ports === undefined ? {} : { ports: to.ports }),
    random: to.random,
    notes:
      own.kind === 'unknown'
        ? [`the new address is not known: ${own.because}; without one the packet is dropped`]
        : [],
  };
}

function inRange(address: Address, [low, high]: readonly [Address, Address]): boolean {
  return compareAddress(low, address) <= 0 && compareAddress(address, high) <= 0;
}

function choosePort(branch: Branch, side: 'source' | 'destination', choice: Choice): Translation {
  const { packet } = branch;
  const field = side === 'source' ? 'sourcePort' : 'destinationPort';
  const port = packet[field];
  const notes = [...choice.notes];
  const unknown = new Set(packet.unknown);
  let next: Packet = packet;
  if (choice.address === undefined) unknown.add(side);
  else {
    unknown.delete(side);
    next = { ...next, [side]: choice.address };
  }
  let { knowledge } = branch;
  if (hasPorts(packet.protocol)) {
    const chosen = portOf(port, side, choice);
    if (packet.protocol === DCCP && chosen.kind !== 'keep') {
      const range = chosen.kind === 'port' ? ([chosen.port, chosen.port] as const) : chosen.range;
      const before = port === undefined ? [] : [[port, port] as const];
      notes.push(`whether the ${side} port changes is up to the kernel: Linux translates DCCP before 6.17`);
      next = without(next, field);
      knowledge = openPort(knowledge, field, rangeSet([...before, range]));
    } else if (chosen.kind === 'port') next = { ...next, [field]: chosen.port };
    else if (chosen.kind === 'among') {
      const [low, high] = chosen.range;
      notes.push(`the new ${side === 'source' ? 'source' : 'destination'} port is drawn from ${low}-${high}`);
      next = without(next, field);
      knowledge = openPort(knowledge, field, [[low, high]]);
    }
  }
  if (unknown.size > 0) next = { ...next, unknown: [...unknown] };
  else if (next.unknown !== undefined) next = without(next, 'unknown');
  const connection = translated(branch.connection, side, packet, next);
  return { branch: { ...branch, packet: next, connection, knowledge }, notes };
}

function openPort(knowledge: Knowledge, field: 'sourcePort' | 'destinationPort', ports: RangeSet): Knowledge {
  return { ...knowledge, values: new Map([...knowledge.values, [field, ports]]) };
}

type ChosenPort =
  | { readonly kind: 'keep' }
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'among'; readonly range: readonly [low: number, high: number] };

/** The classes from which a port is drawn when nothing says a range. @see linux net/netfilter/nf_nat_core.c nf_nat_l4proto_unique_tuple */
function classOf(port: number): readonly [low: number, high: number] {
  if (port < 512) return [1, 511];
  return port < 1024 ? [600, 1023] : [1024, 65535];
}

function portOf(port: number | undefined, side: 'source' | 'destination', choice: Choice): ChosenPort {
  const { ports, base, random } = choice;
  if (ports === undefined) {
    if (!random || side === 'destination') return { kind: 'keep' };
    return port === undefined ? { kind: 'keep' } : { kind: 'among', range: classOf(port) };
  }
  const [low, high] = ports;
  const size = high - low + 1;
  if (base !== undefined && port !== undefined) {
    return { kind: 'port', port: low + (((port - base) & 0xffff) % size) };
  }
  if (low === high) return { kind: 'port', port: low };
  if (!random && port !== undefined && port >= low && port <= high) return { kind: 'keep' };
  return side === 'destination' && !random ? { kind: 'port', port: low } : { kind: 'among', range: ports };
}

/** The connection after nat: the answer's tuple, and the virtual state where address or port changed. */
function translated(
  connection: Connection,
  side: 'source' | 'destination',
  before: Packet,
  after: Packet,
): Connection {
  const port = side === 'source' ? 'sourcePort' : 'destinationPort';
  const changed =
    !sameAddress(before[side], after[side]) ||
    before[port] !== after[port] ||
    after.unknown?.includes(side) === true;
  const reply: Tuple =
    side === 'source'
      ? {
          ...connection.reply,
          destination: after.source,
          ...portOfTuple('destinationPort', after.sourcePort),
        }
      : {
          ...connection.reply,
          source: after.destination,
          ...portOfTuple('sourcePort', after.destinationPort),
        };
  const unknown: NonNullable<Connection['unknown']> = [
    ...(connection.unknown ?? []),
    ...(after.unknown?.includes(side) === true ? ([side] as const) : []),
    ...(before[port] !== undefined && after[port] === undefined ? ([port] as const) : []),
  ];
  return {
    ...connection,
    reply,
    ...(unknown.length === 0 ? {} : { unknown }),
    sourceTranslated: connection.sourceTranslated || (changed && side === 'source'),
    destinationTranslated: connection.destinationTranslated || (changed && side === 'destination'),
  };
}

function portOfTuple(key: 'sourcePort' | 'destinationPort', port: number | undefined): Partial<Tuple> {
  return port === undefined ? {} : { [key]: port };
}

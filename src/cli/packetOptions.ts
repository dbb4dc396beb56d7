import { familyOf } from '../address/address.js';
import type { Address } from '../address/address.js';
import { readNumber } from '../extension/types/numbers.js';
import { readPort } from '../extension/types/ports.js';
import { icmpNames, icmpOfName, icmpv6Names } from '../netfilter/icmpNames.js';
import { fullMask } from '../netfilter/marks.js';
import { hasPorts, ICMP, ICMPV6, isIcmp, protocolName, protocolNumber, TCP } from '../netfilter/protocols.js';
import { ctDirections, ctStatuses, extensionHeaders, packetTypes } from '../netfilter/states.js';
import type { Family } from '../netfilter/hooks.js';
import type { CtDirection, CtStatus, FragmentKind, PacketState } from '../netfilter/states.js';
import { readTcpFlags } from '../netfilter/tcpflags.js';
import { toldByEntry } from '../node/readConnection.js';
import { describePacket } from '../packet/describePacket.js';
import type { DescribedPacket, PacketDescription } from '../packet/describePacket.js';
import type { Observation, SeenField } from '../observed/observation.js';
import { takeOver } from '../observed/takeOver.js';
import type { Sighting } from '../trace/trace.js';
import { readAddressOption } from './addressOption.js';
import { readInterfaceName } from './interfaceOption.js';
import { UsageError } from './usageError.js';

/** The packet's options as typed. */
export interface PacketOptions {
  /** The packet as somebody saw it; what is typed stands over that. */
  readonly observed?: Observation;
  readonly src?: string;
  readonly dst?: string;
  readonly proto?: string;
  readonly sport?: string;
  readonly dport?: string;
  readonly iif?: string;
  readonly oif?: string;
  readonly icmpType?: string;
  readonly tcpFlags?: string;
  readonly mark?: string;
  readonly connmark?: string;
  readonly ctstate?: string;
  readonly ctstatus?: string;
  readonly ctdir?: string;
  readonly tos?: string;
  readonly ttl?: string;
  readonly length?: string;
  readonly macSrc?: string;
  readonly uid?: string;
  readonly gid?: string;
  readonly fragment?: string | true;
  readonly headers?: string;
  readonly pktType?: string;
  readonly time?: string;
  readonly ctEntry?: string;
}

/** A packet with what was said of its connection and the moment. */
export interface PacketRequest {
  readonly described: DescribedPacket;
  readonly state: PacketState | undefined;
  readonly status: readonly CtStatus[] | undefined;
  readonly direction: CtDirection;
  readonly connectionMark: number;
  readonly outInterface: string | undefined;
  readonly moment: Moment | undefined;
  /** Where the packet was seen rather than described. */
  readonly seen?: { readonly observation: Observation; readonly sighting: Sighting };
}

/** Seconds since 1970, and the node's offset from UTC in seconds, eastward positive. */
export interface Moment {
  readonly seconds: number;
  readonly zone: number;
}

type Reader<T> = (text: string) => T | undefined;

function read<T>(
  option: string,
  text: string | undefined,
  expected: string,
  reader: Reader<T>,
): T | undefined {
  if (text === undefined) return undefined;
  const value = reader(text);
  if (value === undefined) throw new UsageError(`${option}: "${text}" is not ${expected}`, option);
  return value;
}

const wholeNumber =
  (max: number): Reader<number> =>
  (text) =>
    readNumber(text, max);

/** Reads the options that describe the packet; a UsageError says which one cannot be used, and what was expected. */
export function readPacketOptions(options: PacketOptions): PacketRequest {
  const { observed } = options;
  const taken =
    observed === undefined
      ? undefined
      : takeOver(observed, {
          cameIn: options.iif !== undefined,
          stateTold: options.ctstate !== undefined || options.ctEntry !== undefined,
        });
  const seen: Partial<PacketDescription> = taken?.description ?? {};
  if (seen.source === undefined && options.src === undefined && options.dst === undefined) {
    throw neededAddresses('--src ADDRESS and --dst ADDRESS');
  }
  const source = (options.src === undefined ? seen.source : undefined) ?? address('--src', options.src);
  const destination =
    (options.dst === undefined ? seen.destination : undefined) ?? address('--dst', options.dst);
  if (familyOf(source) !== familyOf(destination)) {
    throw new UsageError(
      `--src is IPv${familyOf(source)} and --dst IPv${familyOf(destination)}: a packet has one family`,
      '--dst',
    );
  }
  const family = familyOf(destination);
  const named = read('--proto', options.proto, 'a protocol name or a number from 0 to 255', (text) =>
    text.toLowerCase() === 'icmp' && family === 6 ? ICMPV6 : (readNumber(text, 255) ?? protocolNumber(text)),
  );
  const protocol =
    named ?? seen.protocol ?? (options.icmpType === undefined ? TCP : family === 4 ? ICMP : ICMPV6);
  const icmp = icmpType(options.icmpType, protocol);
  const state = read(
    '--ctstate',
    options.ctstate,
    'one of NEW, ESTABLISHED, RELATED, INVALID, UNTRACKED',
    readState,
  );
  const typed: Partial<PacketDescription> = {
    ...given('protocol', named),
    ...given('sourcePort', port('--sport', options.sport, protocol)),
    ...given('destinationPort', port('--dport', options.dport, protocol)),
    ...given('inInterface', interfaceName('--iif', options.iif)),
    ...given('outInterface', interfaceName('--oif', options.oif)),
    ...icmp,
    ...given('tcpFlags', tcpFlags(options.tcpFlags, protocol)),
    ...given('mark', read('--mark', options.mark, 'a 32-bit number such as 0x4000', wholeNumber(fullMask))),
    ...given('tos', read('--tos', options.tos, 'a number from 0 to 255', wholeNumber(255))),
    ...given('ttl', read('--ttl', options.ttl, 'a number from 0 to 255', wholeNumber(255))),
    ...given('length', read('--length', options.length, 'a length in bytes up to 65535', wholeNumber(65535))),
    ...given(
      'sourceMac',
      read('--mac-src', options.macSrc, 'a MAC address such as 02:42:ac:11:00:02', readMac),
    ),
    ...given(
      'uid',
      read('--uid', ownerOf('--uid', options.uid, options), 'a user number', wholeNumber(fullMask)),
    ),
    ...given(
      'gid',
      read('--gid', ownerOf('--gid', options.gid, options), 'a group number', wholeNumber(fullMask)),
    ),
    ...given('fragment', fragment(options.fragment)),
    ...given('extensionHeader', headers(options.headers, family)),
    ...given(
      'packetType',
      read('--pkt-type', options.pktType, `one of ${packetTypes.join(', ')}`, (text) =>
        packetTypes.find((type) => type === text.toLowerCase()),
      ),
    ),
  };
  const said: PacketDescription = { ...seen, ...typed, source, destination };
  const { ctEntry } = options;
  const entry = ctEntry === undefined ? undefined : toldByEntry(ctEntry, { ...said, protocol });
  const description: PacketDescription = { ...entry?.ports, ...said };
  if (observed?.frame === 'in' && description.inInterface === undefined) {
    throw new UsageError('the packet came in by an interface that is not told: --iif names it');
  }
  const replied = entry?.replied === true || observed?.replied === true;
  const established = state === 'ESTABLISHED' || (state === undefined && replied);
  return {
    described: describePacket(description, established),
    state,
    status: read('--ctstatus', options.ctstatus, `a list of ${ctStatuses.join(', ')} or NONE`, readStatuses),
    direction:
      read('--ctdir', options.ctdir, `one of ${ctDirections.join(', ')}`, (text) =>
        ctDirections.find((direction) => direction === text.toUpperCase()),
      ) ?? (state === 'RELATED' && isIcmp(protocol) ? 'REPLY' : 'ORIGINAL'),
    connectionMark:
      read('--connmark', options.connmark, 'a 32-bit number such as 0x1', wholeNumber(fullMask)) ?? 0,
    outInterface: description.outInterface,
    ...(observed === undefined || taken === undefined
      ? {}
      : {
          seen: {
            observation: observed,
            sighting: sightingOf(observed, taken.notes, {
              ...typed,
              ...given('source', options.src),
              ...given('destination', options.dst),
            }),
          },
        }),
    moment: read(
      '--time',
      options.time,
      'a moment such as 2026-05-01T08:30:00Z or 2026-05-01T08:30:00+02:00',
      readMoment,
    ),
  };
}

function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

function sightingOf(
  { form, words }: Observation,
  notes: readonly string[],
  typed: Partial<Record<SeenField, unknown>>,
): Sighting {
  const taken = [...words].filter(([field]) => field !== 'mark' && !(field in typed));
  return { form, taken: taken.map(([field, said]) => ({ field, words: said })), notes };
}

function address(option: string, text: string | undefined): Address {
  if (text === undefined) throw neededAddresses(`${option} ADDRESS`);
  return readAddressOption(option, text);
}

function neededAddresses(what: string): UsageError {
  return new UsageError(`the packet needs ${what} (calitrace trace --help has examples)`);
}

function port(option: string, text: string | undefined, protocol: number): number | undefined {
  const value = read(option, text, 'a port from 0 to 65535 or a service name', readPort);
  if (value !== undefined && !hasPorts(protocol)) {
    throw new UsageError(`${option}: ${protocolName(protocol)} has no ports`, option);
  }
  return value;
}

/** The user or group of a packet's socket: what comes in by an interface has no socket of this node. */
function ownerOf(option: string, text: string | undefined, { iif }: PacketOptions): string | undefined {
  if (text !== undefined && iif !== undefined) {
    throw new UsageError(
      `${option}: what comes in (--iif) has no socket of this node that would belong to somebody`,
      option,
    );
  }
  return text;
}

function interfaceName(option: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : readInterfaceName(option, text);
}

function icmpType(
  text: string | undefined,
  protocol: number,
): Pick<PacketDescription, 'icmpType' | 'icmpCode'> {
  if (text === undefined) return {};
  if (!isIcmp(protocol))
    throw new UsageError(`--icmp-type: ${protocolName(protocol)} has no ICMP type`, '--icmp-type');
  const [type, code, ...rest] = text.split('/').map((part) => readNumber(part, 255));
  if (type !== undefined && rest.length === 0 && (code !== undefined || !text.includes('/'))) {
    return { icmpType: type, ...given('icmpCode', code) };
  }
  const named = icmpOfName(text, protocol === ICMP ? icmpNames : icmpv6Names);
  if (named === undefined)
    throw new UsageError(
      `--icmp-type: "${text}" is not a type, TYPE/CODE or a name such as echo-request`,
      '--icmp-type',
    );
  return { icmpType: named.type, icmpCode: named.code };
}

function tcpFlags(text: string | undefined, protocol: number): number | undefined {
  const value = read('--tcp-flags', text, 'a list of SYN, ACK, FIN, RST, PSH, URG, or NONE', readTcpFlags);
  if (value !== undefined && protocol !== TCP) {
    throw new UsageError(`--tcp-flags: ${protocolName(protocol)} has no TCP flags`, '--tcp-flags');
  }
  return value;
}

function fragment(kind: string | true | undefined): FragmentKind | undefined {
  if (kind === undefined) return undefined;
  if (kind === true || kind === 'later') return 'later';
  if (kind === 'first' || kind === 'none') return kind;
  throw new UsageError(`--fragment: "${kind}" is not one of first, later, none`, '--fragment');
}

function headers(text: string | undefined, family: Family): PacketDescription['extensionHeader'] {
  if (text === undefined) return undefined;
  if (family === 4) throw new UsageError('--headers: IPv4 has no extension headers', '--headers');
  return read('--headers', text, `a list of ${extensionHeaders.join(', ')}`, (list) => {
    const names = list.split(',').map((word) => extensionHeaders.find((name) => name === word.toLowerCase()));
    const known = names.filter((name) => name !== undefined);
    return known.length === names.length ? known : undefined;
  });
}

function readState(text: string): PacketState | undefined {
  const states: readonly PacketState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];
  return states.find((state) => state === text.toUpperCase());
}

function readStatuses(text: string): readonly CtStatus[] | undefined {
  if (text.toUpperCase() === 'NONE') return [];
  const statuses = text.split(',').map((word) => ctStatuses.find((status) => status === word.toUpperCase()));
  const known = statuses.filter((status) => status !== undefined);
  return known.length === statuses.length ? known : undefined;
}

/** `02:42:ac:11:00:02` as a 48-bit number. */
function readMac(text: string): number | undefined {
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text)
    ? Number.parseInt(text.replaceAll(':', ''), 16)
    : undefined;
}

function readMoment(text: string): Moment | undefined {
  const parts = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(Z|([+-])(\d\d):(\d\d))?$/.exec(text);
  if (parts === null) return undefined;
  const [, written, sign, hours, minutes] = parts;
  const milliseconds = Date.parse(written === undefined ? `${text}Z` : text);
  if (Number.isNaN(milliseconds)) return undefined;
  const offset = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  return { seconds: Math.floor(milliseconds / 1000), zone: sign === '-' ? -offset : offset };
}

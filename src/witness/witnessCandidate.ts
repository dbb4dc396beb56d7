import type { Tracking } from '../engine/walk.js';
import { hasPorts, isIcmp, TCP } from '../netfilter/protocols.js';
import { isLoopback } from '../node/localTable.js';
import { ctStatuses, extensionHeaders } from '../netfilter/states.js';
import type { PacketState } from '../netfilter/states.js';
import type { PacketDescription } from '../packet/describePacket.js';
import type { NumericField } from '../packet/field.js';
import type { Description } from '../packetset/describedSet.js';
import type { NumberField } from '../packetset/variables.js';
import type { Witness } from '../packetset/witness.js';
import type { Workshop } from '../packetset/workshop.js';

/** A packet as `calitrace trace` can be asked about it. What is missing has the default that it has there. */
export interface Candidate {
  readonly description: PacketDescription;
  /** Undefined: conntrack decides by the packet. */
  readonly state: PacketState | undefined;
  readonly tracking: Pick<Tracking, 'status' | 'direction' | 'mark'>;
  readonly outInterface: string | undefined;
}

/** The destination port of a packet where no rule asks for one. */
const anyPort = 80;
/** Those that `--tcp-flags` can name: no rule but one about ECN asks for others. */
const namedTcpFlags = 0x3f;

/**
 * How a packet out of a set is described: in which hooks the set stands shows in its interfaces. Several ways to ask where the set
 * leaves that open, the likeliest first. `among`: how the packets of the set were described, whose interfaces stay.
 */
export function candidatesOf(
  workshop: Workshop,
  witness: Witness,
  among: Pick<Description, 'inInterface' | 'outInterface'> = {},
): readonly Candidate[] {
  const { names } = witness;
  const { inInterface, outInterface } = apart(workshop, witness, among);
  const state = names.get('ctState') as PacketState | undefined;
  const plain = describe(witness, inInterface, outInterface, state === 'NEW' ? undefined : state);
  // In POSTROUTING nothing tells whether the node itself sent it; a packet may look as if it belonged to no connection.
  const candidates = [
    plain,
    ...(inInterface === '' && outInterface !== '' && among.inInterface === undefined
      ? [describe(witness, outInterface === 'eth9' ? 'eth8' : 'eth9', outInterface, plain.state)]
      : []),
    ...(state === 'NEW' ? [describe(witness, inInterface, outInterface, state)] : []),
  ];
  return [inInterface, outInterface].every(isName) && canTravel(witness) ? candidates : [];
}

/** No node routes a packet through itself: none is forwarded from or to lo, and what goes to a loopback address stays on lo. */
function canTravel({ inInterface, outInterface, numbers }: Witness): boolean {
  const devices = [inInterface, outInterface].filter((name) => name !== '');
  if (devices.length === 2 && devices.includes('lo')) return false;
  const destination = numbers.get('destination');
  return destination === undefined || !isLoopback(destination) || devices.every((name) => name === 'lo');
}

/** Whether an option can name an interface: the names of a class of interfaces are made up. */
function isName(name: string): boolean {
  return /^(?:[^\s/-][^\s/]{0,14})?$/.test(name);
}

/** Both interfaces, two of them where rules cannot tell them apart and nobody described the one that is exchanged. */
function apart(
  { variables }: Workshop,
  { inInterface, outInterface }: Pick<Witness, 'inInterface' | 'outInterface'>,
  described: Pick<Description, 'inInterface' | 'outInterface'>,
): Pick<Witness, 'inInterface' | 'outInterface'> {
  if (inInterface !== outInterface) return { inInterface, outInterface };
  const canBe = (side: 'in' | 'out', name: string): boolean => {
    const { classes } = variables.interfaces[side];
    return (
      described[`${side}Interface`] === undefined && classes.classOf(name) === classes.classOf(inInterface)
    );
  };
  const other = inInterface === 'eth8' ? 'eth9' : 'eth8';
  if (canBe('out', other)) return { inInterface, outInterface: other };
  return { inInterface: canBe('in', other) ? other : inInterface, outInterface };
}

function describe(
  { numbers, names, answers }: Witness,
  inInterface: string,
  outInterface: string,
  state: PacketState | undefined,
): Candidate {
  const numberOf = (field: NumberField): number | undefined => {
    const value = numbers.get(field);
    return typeof value === 'number' ? value : undefined;
  };
  const put = <F extends NumericField | 'mark' | 'tos'>(
    ...fields: readonly F[]
  ): Partial<Record<F, number>> =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = numberOf(field);
        return value === undefined ? [] : [[field, value]];
      }),
    ) as Partial<Record<F, number>>;
  const protocol = numberOf('protocol') ?? TCP;
  const tcpFlags = numberOf('tcpFlags');
  const fragment = names.get('fragment') as PacketDescription['fragment'];
  const packetType = names.get('packetType') as PacketDescription['packetType'];
  const statuses = ctStatuses.filter((status) => answers.get(`ctStatus ${status}`) === true);
  const headers = extensionHeaders.filter((name) => answers.get(`extensionHeader ${name}`) === true);
  const description: PacketDescription = {
    source: numbers.get('source') ?? 0,
    destination: numbers.get('destination') ?? 0,
    protocol,
    ...(hasPorts(protocol) ? { destinationPort: anyPort, ...put('sourcePort', 'destinationPort') } : {}),
    ...(isIcmp(protocol) && numbers.has('icmpType') ? put('icmpType', 'icmpCode') : {}),
    ...(protocol === TCP && tcpFlags !== undefined ? { tcpFlags: tcpFlags & namedTcpFlags } : {}),
    ...(inInterface === '' ? {} : { inInterface }),
    ...(outInterface === '' ? {} : { outInterface }),
    ...put('mark', 'tos', 'ttl', 'length'),
    ...(fragment === undefined ? {} : { fragment }),
    ...(headers.length === 0 ? {} : { extensionHeader: headers }),
    ...(packetType === undefined ? {} : { packetType }),
    ...(answers.get('sourceMac is there') === true ? put('sourceMac') : {}),
    ...(names.get('socket') === 'yes' ? put('uid', 'gid') : {}),
  };
  return {
    description,
    state,
    tracking: {
      status: statuses.length === 0 ? undefined : statuses,
      direction:
        names.get('ctDirection') === 'REPLY' || (state === 'RELATED' && isIcmp(protocol))
          ? 'REPLY'
          : 'ORIGINAL',
      mark: numberOf('connectionMark') ?? 0,
    },
    outInterface: outInterface === '' ? undefined : outInterface,
  };
}

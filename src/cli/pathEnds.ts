import { familyOf, readAddress, writeAddress, type Address } from '../address/address.js';
import { encodeUtf8 } from '../document/utf8.js';
import type { PacketEnds } from '../names/packetEnds.js';
import type { Family } from '../netfilter/hooks.js';
import {
  addressOfNode,
  findSender,
  nodeNamed,
  senderWith,
  splitNode,
  type Sender,
  type SenderFound,
} from '../path/findSender.js';
import { holdersOf, type PathNode } from '../path/pathNode.js';
import type { Cluster } from './cluster.js';
import { protocolOf } from './namedEnds.js';
import { UsageError } from './usageError.js';

export interface PathEndsOptions {
  readonly from: string;
  readonly to: string;
  readonly proto?: string;
  readonly icmpType?: string;
  readonly dport?: string;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

/** What the ends of a packet come to, as options of a packet have it. */
export interface PathEnds {
  readonly sender: Sender;
  readonly destination: Address;
  readonly dport?: string;
  readonly proto?: string;
}

/** Finds both ends (latin1) among the nodes: addresses, interfaces and nodes as they are, all else by the names of the cluster. */
export function findPathEnds(
  nodes: readonly PathNode[],
  cluster: Cluster | undefined,
  options: PathEndsOptions,
): PathEnds {
  const wanted: Family | undefined = options.ipv6 === true ? 6 : options.ipv4 === true ? 4 : undefined;
  const from = splitNode(nodes, options.from);
  const plainSource = readAddress(from.what);
  const sameFamily = wanted ?? (plainSource === undefined ? undefined : familyOf(plainSource));
  const plainDestination = destinationOf(nodes, options.to, sameFamily);
  const family = plainDestination === undefined ? wanted : familyOf(plainDestination);
  const found = findSender(nodes, {
    ...from,
    destination: plainDestination,
    family: family ?? 4,
  });
  if (plainDestination !== undefined && found !== undefined) {
    return ended(senderOf(found), plainDestination, {});
  }
  const ends = namedEnds(nodes, cluster, options, {
    from: found === undefined ? from.what : undefined,
    to: plainDestination === undefined ? options.to : undefined,
    sourceFamily: plainSource === undefined ? undefined : familyOf(plainSource),
    destinationFamily: plainDestination === undefined ? wanted : familyOf(plainDestination),
  });
  const destination = plainDestination ?? ends.destination;
  if (destination === undefined) throw new UsageError(`--to: nothing tells where "${options.to}" is`, '--to');
  const sender =
    ends.source === undefined
      ? findSender(nodes, { ...from, destination, family: familyOf(destination) })
      : senderWith(nodes, ends.source, from.node);
  if (sender === undefined) throw unknownEnd('--from', options.from);
  return ended(senderOf(sender), destination, ends);
}

function ended(sender: Sender, destination: Address, { destinationPort, protocol }: PacketEnds): PathEnds {
  if (familyOf(sender.source) !== familyOf(destination)) {
    throw new UsageError(
      `--from is ${writeAddress(sender.source)} and --to ${writeAddress(destination)}: a packet has one family`,
      '--to',
    );
  }
  return {
    sender,
    destination,
    ...(destinationPort === undefined ? {} : { dport: String(destinationPort) }),
    ...(protocol === undefined ? {} : { proto: protocol }),
  };
}

function senderOf(found: SenderFound): Sender {
  if ('refusal' in found) throw new UsageError(`--from: ${found.refusal}`, '--from');
  return found.sender;
}

/** An address, or that of the node that is called so, IPv4 where nothing says otherwise and it has one; undefined where it is another name. */
function destinationOf(
  nodes: readonly PathNode[],
  text: string,
  family: Family | undefined,
): Address | undefined {
  const address = readAddress(text);
  if (address !== undefined) return address;
  const node = nodeNamed(nodes, text);
  if (node === undefined) return undefined;
  return family === undefined
    ? (addressOfNode(node, 4) ?? addressOfNode(node, 6))
    : addressOfNode(node, family);
}

interface Asked {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly sourceFamily: Family | undefined;
  readonly destinationFamily: Family | undefined;
}

function namedEnds(
  nodes: readonly PathNode[],
  cluster: Cluster | undefined,
  options: PathEndsOptions,
  { from, to, sourceFamily, destinationFamily }: Asked,
): PacketEnds {
  if (cluster === undefined) {
    if (from !== undefined) throw unknownEnd('--from', from);
    const word = to ?? '';
    if (nodeNamed(nodes, word) === undefined) throw unknownEnd('--to', word);
    const kind = destinationFamily === undefined ? '' : `IPv${destinationFamily} `;
    throw new UsageError(`--to: nothing tells which ${kind}address ${word} has: give the address`, '--to');
  }
  const found = cluster.packetEnds(
    {
      from,
      to,
      sourceFamily,
      destinationFamily,
      comesIn: true,
      port: options.dport === undefined ? undefined : encodeUtf8(options.dport),
      protocol: protocolOf(options),
    },
    {
      families: destinationFamily === undefined ? [4, 6] : [destinationFamily],
      hasInterface: () => true,
      interfaceTo: () => undefined,
      isOwnNode: ({ addresses }) => addresses.some((address) => holdersOf(nodes, address).length > 0),
    },
  );
  if ('refusal' in found) throw new UsageError(`${found.option}: ${found.refusal}`, found.option);
  return found.ends;
}

function unknownEnd(option: '--from' | '--to', text: string): UsageError {
  const kinds = option === '--from' ? 'address, interface or node' : 'address or node';
  return new UsageError(
    `${option}: "${text}" is no ${kinds} here; for names of pods and services give --names FILE`,
    option,
  );
}

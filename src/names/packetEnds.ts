import { familyOf } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { hasPorts, protocolNumber } from '../netfilter/protocols.js';
import { endWords, findEnd, type End } from './findEnd.js';
import { interfaceOfPod } from './interfaceOfPod.js';
import type { ClusterNode, Names, Pod, PodPort, Service } from './names.js';

/** What was said of a packet one or both of whose ends have names. Texts are latin1. */
export interface EndsRequest {
  /** `--from` and `--to`, as typed. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Of an end that was given by its address. */
  readonly sourceFamily?: Family | undefined;
  readonly destinationFamily?: Family | undefined;
  /** By which interface it comes in need not be told: it was given; `any`: of many packets, where it is not known any will do. */
  readonly comesIn: boolean | 'any';
  /** As typed: a number, or the name of a port. */
  readonly port?: string | undefined;
  /** By its name, lower case: `tcp`, `icmp`. */
  readonly protocol?: string | undefined;
}

/** What the dump and its node tell of who is where. */
export interface EndsPlace {
  /** Those that the packet should have: of the dump's tables. */
  readonly families: readonly Family[];
  /** Whether the dump has Calico's chains for an interface of that name, or the node has the interface. */
  hasInterface(name: string): boolean;
  /** The interface right behind which the node's routes have an address, where they are known. */
  interfaceTo(address: Address): string | undefined;
  isOwnNode(node: ClusterNode): boolean;
}

/** What the names fill in; nothing of an end that has no name. */
export interface PacketEnds {
  readonly source?: Address;
  readonly destination?: Address;
  /** Of a pod of this node; where any will do, empty of what the node itself sends. */
  readonly inInterface?: string;
  /** Of a service's port, or of a port of a pod that was given by its name. */
  readonly destinationPort?: number;
  /** That port's, lower case. */
  readonly protocol?: string;
}

/** Why the names fill in nothing: a sentence about one of the options. */
export interface EndsRefusal {
  readonly option: '--from' | '--to' | '--dport';
  readonly refusal: string;
}

/** Fills in what the names of a packet's ends say of it. Nothing is guessed: what has to be said is told in the refusal. */
export function packetEnds(
  names: Names,
  request: EndsRequest,
  place: EndsPlace,
): { readonly ends: PacketEnds } | EndsRefusal {
  const from = request.from === undefined ? undefined : findEnd(names, request.from);
  if (from !== undefined && 'refusal' in from) return { option: '--from', refusal: from.refusal };
  const to = request.to === undefined ? undefined : findEnd(names, request.to);
  if (to !== undefined && 'refusal' in to) return { option: '--to', refusal: to.refusal };
  const sender = from === undefined ? {} : senderOf(from.end, request, place);
  if ('refusal' in sender) return { option: '--from', refusal: sender.refusal };
  const wrong = to === undefined ? undefined : noDestination(to.end);
  if (wrong !== undefined) return { option: '--to', refusal: wrong };
  const sources = from === undefined ? undefined : addressesOf(from.end);
  const destinations = to === undefined ? undefined : addressesOf(to.end);
  const family = familyFor(sources, destinations, request, place.families);
  if (family === undefined)
    return { option: to === undefined ? '--from' : '--to', refusal: noFamily(from?.end, to?.end) };
  const port = to === undefined ? {} : portOf(to.end, request);
  if ('refusal' in port) return { option: '--dport', refusal: port.refusal };
  const source = sources?.find((address) => familyOf(address) === family);
  const destination = destinations?.find((address) => familyOf(address) === family);
  return {
    ends: {
      ...(source === undefined ? {} : { source }),
      ...(destination === undefined ? {} : { destination }),
      ...sender,
      ...port,
    },
  };
}

interface Refusal {
  readonly refusal: string;
}

interface Sender {
  readonly inInterface?: string;
}

/** By which interface its packets come in; nothing where that was given, or the node itself sends. */
function senderOf(end: End, { comesIn }: EndsRequest, place: EndsPlace): Sender | Refusal {
  const called = endWords(end);
  switch (end.kind) {
    case 'service':
      return { refusal: `${called} sends nothing of its own: name one of the pods behind it` };
    case 'pod':
      if (end.pod.addresses.length === 0) return { refusal: noAddressWords(called) };
      return comesIn === true ? {} : podSender(end.pod, called, comesIn === 'any', place);
    case 'node':
      return nodeSender(end.node, called, comesIn, place);
    case 'host endpoint': {
      const { node, addresses, name } = end.endpoint;
      return nodeSender({ name: node === '' ? name : node, addresses }, called, comesIn, place);
    }
  }
}

function nodeSender(
  node: ClusterNode,
  called: string,
  comesIn: EndsRequest['comesIn'],
  place: EndsPlace,
): Sender | Refusal {
  if (node.addresses.length === 0) return { refusal: noAddressWords(called) };
  if (comesIn === true) return {};
  if (place.isOwnNode(node)) return comesIn === 'any' ? { inInterface: '' } : {};
  return comesIn === 'any' ? {} : { refusal: foreignNode(called) };
}

function podSender(pod: Pod, called: string, any: boolean, place: EndsPlace): Sender | Refusal {
  if (pod.hostNetwork) {
    const node = { name: pod.node ?? '', addresses: pod.addresses };
    const found = nodeSender(node, `node ${node.name}`.trim(), any && 'any', place);
    return 'refusal' in found
      ? { refusal: `${called} has the network of its node: ${found.refusal}` }
      : found;
  }
  const own = interfaceOfPod(pod) ?? '';
  if (place.hasInterface(own)) return { inInterface: own };
  if (any) return {};
  const [routed, otherRouted] = new Set(pod.addresses.flatMap((address) => place.interfaceTo(address) ?? []));
  if (routed !== undefined && otherRouted === undefined) return { inInterface: routed };
  const where = pod.node === undefined ? '' : ` (it runs on ${pod.node})`;
  return {
    refusal: `${called}${where} has no interface on this node: nothing here is for ${own}. Say with --iif how its packets come in, such as tunl0, vxlan.calico or the uplink`,
  };
}

function foreignNode(called: string): string {
  return `nothing says that ${called} is the node of this dump: --local ADDRESS or --addrs does, or --iif says how its packets come in`;
}

function noAddressWords(called: string): string {
  return `${called} has no address (it has ended, or has not started)`;
}

function noDestination(end: End): string | undefined {
  const called = endWords(end);
  switch (end.kind) {
    case 'service': {
      const { headless, externalName, clusterAddresses } = end.service;
      if (externalName !== undefined)
        return `${called} stands for the name ${externalName}: it has no address`;
      if (headless)
        return `${called} is headless: it has no address of its own. Name one of the pods behind it`;
      return clusterAddresses.length > 0 ? undefined : `${called} has no cluster IP`;
    }
    case 'pod':
    case 'node':
    case 'host endpoint':
      return addressesOf(end).length > 0 ? undefined : noAddressWords(called);
  }
}

function addressesOf(end: End): readonly Address[] {
  switch (end.kind) {
    case 'pod':
      return end.pod.addresses;
    case 'service':
      return end.service.clusterAddresses;
    case 'node':
      return end.node.addresses;
    case 'host endpoint':
      return end.endpoint.addresses;
  }
}

/** Of the families that both ends have the first that the dump has, else the first, as the addresses of the destination (else of the source) begin. */
function familyFor(
  sources: readonly Address[] | undefined,
  destinations: readonly Address[] | undefined,
  { sourceFamily, destinationFamily }: EndsRequest,
  families: readonly Family[],
): Family | undefined {
  const has = (
    addresses: readonly Address[] | undefined,
    given: Family | undefined,
    family: Family,
  ): boolean =>
    addresses === undefined
      ? given === undefined || given === family
      : addresses.some((address) => familyOf(address) === family);
  const order = (destinations ?? sources ?? []).map(familyOf);
  const fitting = order.filter(
    (family) => has(sources, sourceFamily, family) && has(destinations, destinationFamily, family),
  );
  return fitting.find((family) => families.includes(family)) ?? fitting[0];
}

function noFamily(from: End | undefined, to: End | undefined): string {
  const familiesOf = (end: End): string =>
    [...new Set(addressesOf(end).map((address) => `IPv${familyOf(address)}`))].join(' and ');
  const parts = [from, to].flatMap((end) =>
    end === undefined ? [] : [`${endWords(end)} has ${familiesOf(end)}`],
  );
  return `both ends need an address of one family: ${parts.join(', ')}`;
}

interface PortFound {
  readonly destinationPort?: number;
  readonly protocol?: string;
}

function portOf(end: End, request: EndsRequest): PortFound | Refusal {
  switch (end.kind) {
    case 'service':
      return servicePort(end.service, endWords(end), request);
    case 'pod':
      return podPort(end.pod, endWords(end), request);
    case 'node':
    case 'host endpoint':
      return {};
  }
}

/** A number is left as it is, since a pod takes packets to any port, and so is a name of none of its ports, which may be a well-known one. */
function podPort({ ports }: Pod, called: string, { port, protocol }: EndsRequest): PortFound | Refusal {
  const named = ports.filter((each) => each.name === port && (protocol ?? each.protocol) === each.protocol);
  const fitting = [...new Map(named.map((each) => [portWords(each), each])).values()];
  const [only] = fitting;
  if (only === undefined) return {};
  return fitting.length === 1
    ? { destinationPort: only.port, protocol: only.protocol }
    : {
        refusal: `${called} has ${fitting.map(portWords).join(', ')}: say which with ${tellingOption(fitting)}`,
      };
}

/** What tells ports apart that fit. */
function tellingOption(ports: readonly PodPort[]): '--dport' | '--proto' {
  return new Set(ports.map(({ port }) => port)).size === 1 ? '--proto' : '--dport';
}

function servicePort(service: Service, called: string, { port, protocol }: EndsRequest): PortFound | Refusal {
  const { ports } = service;
  if (port === undefined && !mayHavePorts(protocol)) return {};
  const ofProtocol = ports.filter((each) => protocol === undefined || each.protocol === protocol);
  const fitting = ofProtocol.filter(
    (each) => port === undefined || each.name === port || String(each.port) === port,
  );
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1)
    return { destinationPort: only.port, protocol: only.protocol };
  if (port !== undefined && /^\d+$/.test(port) && fitting.length === 0) return {};
  if (ports.length === 0 && port === undefined) return {};
  if (fitting.length > 1) {
    return {
      refusal: `${called} has ${fitting.map(portWords).join(', ')}: say which with ${tellingOption(fitting)}`,
    };
  }
  const wanted = [
    ...(port === undefined ? [] : [`"${port}"`]),
    ...(protocol === undefined ? [] : [`of ${protocol}`]),
  ];
  return {
    refusal: `${called} has no port ${wanted.join(' ')}, but ${ports.map(portWords).join(', ')}: say which with ${ofProtocol.length === 0 ? '--proto' : '--dport'}`,
  };
}

/** Of ICMP, say, a service is not asked for a port. */
function mayHavePorts(protocol: string | undefined): boolean {
  return protocol === undefined || hasPorts(protocolNumber(protocol) ?? Number.NaN);
}

function portWords({ name, port, protocol }: PodPort): string {
  return `${name === '' ? '' : `${name} `}${String(port)}/${protocol}`;
}

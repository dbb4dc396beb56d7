import { readAddress, writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { hostLength } from '../node/readPrefix.js';
import { routeFrom } from './pathNode.js';
import type { PathNode } from './pathNode.js';
import { placesOf } from './places.js';
import { sourceTowards } from './sourceTowards.js';
import { isTunnel } from './tunnelDevice.js';

/** Where a packet sets out. */
export interface Sender {
  readonly node: PathNode;
  readonly source: Address;
  /** By which it comes in; undefined: the node itself sends it. */
  readonly inInterface?: string;
}

/** What was said of the sender: by the word itself, or what a name stands for. */
export interface SenderRequest {
  /** Before the colon of `NODE:WHAT`. */
  readonly node?: PathNode;
  /** An address, an interface, or the name of a node. */
  readonly what: string;
  /** Where the packet goes, as far as that is known. */
  readonly destination: Address | undefined;
  readonly family: Family;
}

export type SenderFound = { readonly sender: Sender } | { readonly refusal: string };

/** `NODE:WHAT` in its parts; an address with colons is one word. */
export function splitNode(
  nodes: readonly PathNode[],
  text: string,
): { readonly node?: PathNode; readonly what: string } {
  const cut = text.indexOf(':');
  if (cut < 0 || readAddress(text) !== undefined) return { what: text };
  const node = nodes.find(({ name }) => name === text.slice(0, cut));
  return node === undefined ? { what: text } : { node, what: text.slice(cut + 1) };
}

/** The node that a word names: `node/a`, or `a` alone. */
export function nodeNamed(nodes: readonly PathNode[], what: string): PathNode | undefined {
  return nodes.find(({ name }) => name === what || `node/${name}` === what);
}

/** Finds on which node, and behind which interface, a sender is. Undefined where the word is no address, interface or node. */
export function findSender(nodes: readonly PathNode[], request: SenderRequest): SenderFound | undefined {
  const { what, node } = request;
  const address = readAddress(what);
  if (address !== undefined) return senderWith(nodes, address, node);
  const named = node === undefined ? nodeNamed(nodes, what) : undefined;
  if (named !== undefined) return nodeItself(named, request);
  return behindInterface(node === undefined ? nodes : [node], request);
}

/** The sender that has an address; `node`: where it was said to be, or to come in. */
export function senderWith(nodes: readonly PathNode[], source: Address, node?: PathNode): SenderFound {
  const among = node === undefined ? nodes : [node];
  const places = placesOf(among, source);
  const [place] = places;
  const text = writeAddress(source);
  if (place !== undefined && places.length === 1) {
    const { device } = place;
    return { sender: { node: place.node, source, ...(device === undefined ? {} : { inInterface: device }) } };
  }
  if (places.length > 1) {
    const words = places.map((each) => `${each.node.name}:${text}`).join(' or ');
    return {
      refusal: `${text} may be behind ${places.map((each) => each.node.name).join(' and ')}: say ${words}`,
    };
  }
  const [elsewhere] = node === undefined ? [] : placesOf(nodes, source);
  if (node !== undefined && elsewhere !== undefined) {
    return { refusal: `${text} is on ${elsewhere.node.name}, not on ${node.name}` };
  }
  const back = node === undefined ? undefined : routeFrom(node, source, { protocol: 0 });
  const device = back?.kind === 'unicast' ? back.choices[0].device : undefined;
  if (node !== undefined && device !== undefined) return { sender: { node, source, inInterface: device } };
  const refusal =
    node === undefined
      ? `${text} is on none of the nodes, and behind none of them: NODE:${text} says to which it comes first`
      : `nothing tells by which interface packets of ${text} come to ${node.name}`;
  return { refusal };
}

function nodeItself(node: PathNode, { destination }: SenderRequest): SenderFound {
  const refusal = `nothing tells with which address ${node.name} sends: say ${node.name}:ADDRESS`;
  if (destination === undefined) return { refusal };
  const source = sourceTowards(node, destination, { protocol: 0 });
  return source === undefined ? { refusal } : { sender: { node, source } };
}

/** Who is right behind an interface, by the routes to single addresses that leave by it. */
function behindInterface(
  nodes: readonly PathNode[],
  { what, family }: SenderRequest,
): SenderFound | undefined {
  const found = nodes.flatMap((node) => {
    const { addresses = [], routes = [] } = node.ground(family).node;
    const routed = routes.filter((route) => route.device === what && route.type === 'unicast');
    if (routed.length === 0 && !addresses.some(({ name }) => name === what)) return [];
    const behind = routed.filter(
      ({ destination, gateway }) => destination.length === hostLength(family) && gateway === undefined,
    );
    return [{ node, sources: [...new Set(behind.map(({ destination }) => destination.address))] }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  if (found.length > 1) {
    const words = found.map(({ node }) => `${node.name}:${what}`).join(' or ');
    return {
      refusal: `${found.map(({ node }) => node.name).join(' and ')} have an interface ${what}: say ${words}`,
    };
  }
  const [source] = first.sources;
  if (source === undefined || first.sources.length > 1) {
    return {
      refusal: `${source === undefined ? 'no route tells' : 'several routes tell'} which address is behind ${what} of ${first.node.name}: give the address`,
    };
  }
  return { sender: { node: first.node, source, inInterface: what } };
}

/** The address that a node is called by: the first that is neither of lo nor of a tunnel. */
export function addressOfNode(node: PathNode, family: Family): Address | undefined {
  return (node.ground(family).node.addresses ?? [])
    .filter(({ name }) => name !== 'lo' && !isTunnel(node, name))
    .flatMap(({ addresses }) => addresses)
    .find((own) => own.family === family && own.scope === 'global')?.address;
}

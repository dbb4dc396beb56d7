import { sameAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { familyOf } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { isLoopback, lookUpLocal } from '../node/localTable.js';
import type { Node } from '../node/node.js';
import { ownTtl } from '../node/ownTtl.js';
import { lookUpRoute } from '../node/route.js';
import type { RouteAnswer } from '../node/route.js';
import type { RouteQuery } from '../node/routingRule.js';
import type { Ruleset } from '../ruleset/ruleset.js';

/** A node that packets may come through. */
export interface PathNode {
  readonly name: string;
  /** `--assume`: subject to answer. */
  readonly answers: ReadonlyMap<string, string>;
  /** Its rules and all else that it told, for packets of a family. */
  readonly ground: (family: Family) => PathGround;
}

export interface PathGround {
  readonly ruleset: Ruleset;
  readonly node: Node;
  /** All tables of that family that the node has are in `ruleset`. */
  readonly allTables: boolean;
}

/** A node that has an address, and the interface that has it; empty where nothing tells that. */
export interface Holder {
  readonly node: PathNode;
  readonly device: string;
}

/** The nodes that have an address of their own so. */
export function holdersOf(nodes: readonly PathNode[], address: Address): readonly Holder[] {
  if (isLoopback(address)) return [];
  return nodes.flatMap((node) => {
    const hit = lookUpLocal(node.ground(familyOf(address)).node, address);
    if (hit === 'unknown' || hit?.route.type !== 'local') return [];
    return [{ node, device: deviceWith(node, address) ?? hit.nextHops[0]?.device ?? '' }];
  });
}

function deviceWith({ ground }: PathNode, address: Address): string | undefined {
  return ground(familyOf(address)).node.addresses?.find(({ addresses }) =>
    addresses.some((own) => own.family === familyOf(address) && sameAddress(own.address, address)),
  )?.name;
}

/** What a node sends itself, as far as its routes ask for it. */
export interface OwnPacket {
  readonly protocol: number;
  readonly source?: Address;
  readonly mark?: number;
  readonly device?: string | undefined;
}

/** What the node's routes say of a packet that it sends itself to an address, with the source and mark where they are known. */
export function routeFrom({ ground }: PathNode, destination: Address, packet: OwnPacket): RouteAnswer {
  return lookUpRoute(ground(familyOf(destination)).node, queryOf(destination, packet));
}

/** The ttl of such a packet, where it is known. */
export function ttlFrom({ ground }: PathNode, destination: Address, packet: OwnPacket): number | undefined {
  return ownTtl(ground(familyOf(destination)).node, queryOf(destination, packet));
}

function queryOf(destination: Address, { protocol, source, mark = 0, device }: OwnPacket): RouteQuery {
  return {
    family: familyOf(destination),
    destination,
    protocol,
    ...(source === undefined ? {} : { source }),
    ...(device === undefined ? {} : { device }),
    inInterface: '',
    mark,
    tos: 0,
  };
}

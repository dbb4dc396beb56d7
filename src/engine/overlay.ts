import type { Address } from '../address/address.js';
import { andAddress, writeAddress } from '../address/address.js';
import { isMulticast } from '../node/localTable.js';
import type { IpSet } from '../node/node.js';
import type { StateEffect } from '../packet/effect.js';
import type { Packet } from '../packet/packet.js';
import type { Doubted } from './copies.js';

/** What the packet itself has changed on this path in the state that later rules read. Read before the node's own data. */
export interface Overlay {
  /** Sets after `SET --add-set` and `--del-set`; undefined while nothing changed. */
  readonly sets: ReadonlyMap<string, IpSet> | undefined;
  /** `-m recent`: hits of one address in one list; 0 after --remove. */
  readonly recent: ReadonlyMap<string, number>;
  /** `-m cluster` has taken the frame for one that was sent to this machine alone. */
  readonly frameTaken?: true;
  /** Once a copy of the packet has left: what its way may have changed. */
  readonly doubted?: Doubted;
}

export const untouched: Overlay = { sets: undefined, recent: new Map() };

/** How one address stands in a recent list: the key of Overlay.recent. */
export function recentKey(list: string, address: Address, mask: Address): string {
  return `${writeAddress(andAddress(address, mask))} ${list}`;
}

/** What the next packet finds changed. */
export function leftBehind({ sets, recent, doubted }: Overlay): Overlay {
  return { sets, recent, ...(doubted === undefined ? {} : { doubted }) };
}

/**
 * Applies what a match changes in kernel state when it holds.
 * @see linux net/netfilter/xt_recent.c recent_mt, net/netfilter/xt_cluster.c xt_cluster_mt
 */
export function applyStateEffect(overlay: Overlay, effect: StateEffect, packet: Packet): Overlay {
  switch (effect.kind) {
    case 'private':
    case 'mark-taken':
      return overlay;
    case 'frame-taken':
      return packet.packetType !== 'multicast' || isMulticast(packet.destination) || overlay.frameTaken
        ? overlay
        : { ...overlay, frameTaken: true };
    case 'recent': {
      const key = recentKey(effect.list, packet[effect.side], effect.mask);
      const hits = effect.change === 'remove' ? 0 : (overlay.recent.get(key) ?? 0) + 1;
      return { ...overlay, recent: new Map([...overlay.recent, [key, hits]]) };
    }
  }
}

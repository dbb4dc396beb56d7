import type { Topology } from '../../../src/kernel/scenario.js';
import type { Dice } from '../random/dice.js';
import type { Draft, Offer } from './draft.js';

/** A node on which each draft has its place. */
export interface SettledNode {
  readonly topology: Topology;
  readonly placed: readonly {
    readonly draft: Draft;
    readonly source: string;
    readonly destination: string;
    /** Absent: the node sends it. */
    readonly inInterface?: string;
  }[];
}

/**
 * Gives the node the addresses that packets to it and from it have, and routes to where the others come from and go to.
 * What an earlier packet claimed stays; every third address that no interface was wished for is left to the default route.
 */
export function settleNode(
  dice: Dice,
  { family, known, interfaces }: Offer,
  drafts: readonly Draft[],
): SettledNode {
  const four = family === 4;
  const firstOwn = four ? ['192.0.2.1', '198.51.100.1'] : ['2001:db8:1::1', '2001:db8:2::1'];
  const own = new Set(firstOwn);
  const routed = new Map<string, string>();
  const outside = four ? '203.0.113.77' : '2001:db8:77::7';
  const someInterface = (): string => interfaces[dice.number(interfaces.length)] ?? 'eth0';
  const somebody = (device: string | undefined): string => {
    const there = [...routed].filter(([, at]) => at === device).map(([address]) => address);
    const free = known.filter((address) => !routed.has(address) && !own.has(address));
    return there[dice.number(there.length)] ?? free[dice.number(free.length)] ?? outside;
  };
  const ofNode = (wanted: string | undefined): string => {
    if (wanted === undefined || isMany(wanted)) return firstOwn[dice.number(2)] ?? '';
    if (routed.has(wanted)) return firstOwn[dice.number(2)] ?? '';
    if (!isLoopback(wanted)) own.add(wanted);
    return wanted;
  };
  const route = (address: string, device: string): void => {
    if (!own.has(address) && !routed.has(address) && !isMany(address) && !isLoopback(address)) {
      routed.set(address, device);
    }
  };
  const placed = drafts.map((draft) => {
    const loopback = isLoopback(draft.source ?? '') || isLoopback(draft.destination ?? '');
    const fromNode = draft.fromNode || loopback;
    const inInterface = fromNode ? undefined : (draft.inInterface ?? someInterface());
    const strange = draft.source === undefined || own.has(draft.source) ? undefined : draft.source;
    const source = fromNode ? ofNode(draft.source) : (strange ?? somebody(inInterface));
    if (inInterface !== undefined) route(source, inInterface);
    // What a node sends to everybody, its own copy takes through nat before.
    const everybody = fromNode && draft.destination === '255.255.255.255';
    const destination =
      draft.toNode && !isMany(draft.destination ?? '')
        ? ofNode(draft.destination)
        : everybody
          ? somebody(draft.outInterface)
          : (draft.destination ?? somebody(draft.outInterface));
    if (draft.outInterface !== undefined || dice.chance(0.67)) {
      route(destination, draft.outInterface ?? someInterface());
    }
    return {
      draft,
      source,
      // Nobody but the node talks to itself.
      destination: destination === source && !fromNode ? (firstOwn[1] ?? '') : destination,
      ...(inInterface === undefined ? {} : { inInterface }),
    };
  });
  // Where rules send packets on to, somebody is there.
  for (const address of known) if (dice.chance(0.3)) route(address, someInterface());
  const prefix = four ? '/24' : '/64';
  const alone = four ? '/32' : '/128';
  return {
    topology: {
      interfaces: interfaces.map((name, index) => ({
        name,
        addresses:
          name === 'eth0'
            ? [...own]
                .filter((one) => one !== firstOwn[1])
                .map((one) => `${one}${one === firstOwn[0] ? prefix : alone}`)
            : name === 'eth1'
              ? [`${firstOwn[1] ?? ''}${prefix}`]
              : hasAddress(name)
                ? [four ? `198.18.${index}.1/24` : `2001:db8:3:${index}::1/64`]
                : [],
      })),
      sysctls: ['net.ipv4.conf.all.accept_local=0'],
      routes: [
        ...[...routed]
          .filter(([address]) => !own.has(address))
          .map(([address, device]) => `${address} dev ${device}`),
        `default via ${four ? '192.0.2.254' : '2001:db8:1::fe'} dev eth0`,
      ],
    },
    placed,
  };
}

/** The node's end of a workload's link has no address. */
function hasAddress(name: string): boolean {
  return !/^(?:cali|veth|tap|azv|eni)/.test(name);
}

/** Multicast, broadcast, nobody. */
export function isMany(address: string): boolean {
  return /^(?:22[4-9]|2[345]\d)\.|^0\.0\.0\.0$|^ff[0-9a-f]{2}:|^::$/.test(address);
}

function isLoopback(address: string): boolean {
  return /^127\.|^::1$/.test(address);
}

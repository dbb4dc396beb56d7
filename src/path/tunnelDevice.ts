import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { TunnelSettings } from '../node/node.js';
import type { TunnelKind } from './journey.js';
import type { PathNode } from './pathNode.js';

/** An interface through which packets go inside other packets. */
export interface TunnelDevice {
  readonly name: string;
  readonly kind: TunnelKind;
  /** Of its outer packets. */
  readonly family: Family;
  /** Of its outer packets, where those have ports. */
  readonly port: number | undefined;
  /** An interface that is down takes nothing in. */
  readonly up: boolean;
  /** The ends that all its packets have, where they are set. */
  readonly local?: Address;
  readonly remote?: Address;
  /** How it makes its outer packets, where the node tells. */
  readonly settings?: TunnelSettings;
}

/** As Calico, flannel and k3s call theirs, with the port that they take. */
const known: readonly { readonly name: RegExp; readonly kind: TunnelKind; readonly port?: number }[] = [
  { name: /^tunl\d+$/, kind: 'ipip' },
  { name: /^vxlan(?:-v6)?\.calico$/, kind: 'vxlan', port: 4789 },
  { name: /^flannel(?:-v6)?\.\d+$/, kind: 'vxlan', port: 8472 },
  { name: /^wireguard\.cali$/, kind: 'wireguard', port: 51820 },
  { name: /^wg-v6\.cali$/, kind: 'wireguard', port: 51821 },
  { name: /^flannel-wg(?:-v6)?$/, kind: 'wireguard', port: 51820 },
];

/** The tunnel that an interface of a node is, as its kind tells or the name that these programs give it; undefined where it is none. */
export function tunnelDevice(node: PathNode, name: string): TunnelDevice | undefined {
  const device = node.ground(4).node.addresses?.find((each) => each.name === name);
  const found = known.find((each) => each.name.test(name));
  const kind = device?.ipip === undefined ? found?.kind : 'ipip';
  if (kind === undefined) return undefined;
  return {
    name,
    kind,
    family: kind !== 'ipip' && /-v6\b/.test(name) ? 6 : 4,
    port: kind === 'ipip' ? undefined : found?.port,
    up: device?.up !== false,
    ...device?.ipip,
    ...(device?.tunnel === undefined ? {} : { settings: device.tunnel }),
  };
}

/** The tunnels of a kind that a node has. */
export function tunnelsOf(node: PathNode, kind: TunnelKind, family: Family): readonly TunnelDevice[] {
  const { addresses, routes = [] } = node.ground(family).node;
  // Routes by an interface that is gone are gone as well, so either tells.
  const told = addresses?.map(({ name }) => name) ?? routes.flatMap(({ device }) => device ?? []);
  const names = new Set(told);
  return [...names].flatMap((name) => {
    const device = tunnelDevice(node, name);
    return device?.kind === kind ? [device] : [];
  });
}

import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { Interface, TunnelSettings } from '../node/node.js';
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
  /** Of VXLAN the network that it takes packets of, where it takes no others. */
  readonly network?: number;
  /** Its other end comes with each packet. */
  readonly external: boolean;
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

/** The tunnel that an interface of a node is, as its kind tells, else the name that these programs give it; undefined where it is none. */
export function tunnelDevice(node: PathNode, name: string): TunnelDevice | undefined {
  const device = interfaceOf(node, name);
  const usual = known.find((each) => each.name.test(name));
  const kind = device?.ipip === undefined ? kindOf(device?.kind, usual?.kind) : 'ipip';
  if (kind === undefined) return undefined;
  const { network, ...vxlan } = device?.vxlan ?? {};
  return {
    name,
    kind,
    family: kind !== 'ipip' && /-v6\b/.test(name) ? 6 : 4,
    port: usual?.kind === kind ? usual.port : undefined,
    ...vxlan,
    ...(network === undefined ? {} : { network }),
    external: device?.external === true,
    up: device?.up !== false,
    ...device?.ipip,
    ...(device?.tunnel === undefined ? {} : { settings: device.tunnel }),
  };
}

function interfaceOf({ ground }: PathNode, name: string): Interface | undefined {
  return ground(4).node.addresses?.find((each) => each.name === name);
}

/** Behind an interface of kind `tun` is a program, which may do what the kernel does for others: there the name tells. */
function kindOf(told: string | undefined, usual: TunnelKind | undefined): TunnelKind | undefined {
  if (told === undefined || told === 'tun') return usual;
  return told === 'ipip' || told === 'vxlan' || told === 'wireguard' ? told : undefined;
}

/** Kinds of interfaces that put packets into others, as nothing here follows it. @see linux net/ipv4/ip_gre.c, ip_vti.c, net/ipv6/sit.c and others, their rtnl_link_ops */
const otherTunnels: ReadonlySet<string> = new Set(
  'gre gretap erspan ip6gre ip6gretap ip6erspan sit ip6tnl vti vti6 xfrm geneve bareudp gtp amt l2tpeth'.split(
    ' ',
  ),
);

/** Whether what leaves by an interface goes into other packets. */
export function isTunnel(node: PathNode, name: string): boolean {
  return tunnelDevice(node, name) !== undefined || otherTunnel(node, name) !== undefined;
}

/** The kind of a tunnel that is none of these; undefined where the interface is none or nothing tells. */
export function otherTunnel(node: PathNode, name: string): string | undefined {
  const kind = interfaceOf(node, name)?.kind;
  return kind !== undefined && otherTunnels.has(kind) ? kind : undefined;
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

import { familyOf, readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Interface, TunnelSettings, VxlanLink } from './node.js';
import { asObject, numberOf, stringOf, type JsonObject } from './readJson.js';

/** What `linkinfo` of `ip -d -j addr` tells of an interface. */
export function tunnelSettings(link: JsonObject): Pick<Interface, 'kind' | 'tunnel' | 'vxlan' | 'external'> {
  const kind = stringOf(link, 'info_kind');
  const data = asObject(link.get('info_data'));
  if (kind === undefined) return {};
  if (data === undefined) return { kind };
  if (data.get('external') === true) return { kind, external: true };
  const vxlan = kind === 'vxlan' ? vxlanLink(data) : undefined;
  return {
    kind,
    ...(kind === 'ipip' || kind === 'vxlan' ? { tunnel: outerHeader(kind, data) } : {}),
    ...(vxlan === undefined ? {} : { vxlan }),
  };
}

/** An end of IPv6 has a key of its own. @see iproute2 ip/iplink_vxlan.c vxlan_print_opt */
function vxlanLink(data: JsonObject): VxlanLink | undefined {
  const [network, port] = [numberOf(data, 'id'), numberOf(data, 'port')];
  if (network === undefined || port === undefined) return undefined;
  const end = (name: string): Address | undefined =>
    readAddress(stringOf(data, name) ?? stringOf(data, `${name}6`) ?? '');
  const [local, remote] = [end('local'), end('remote')];
  const told = local ?? remote ?? end('group');
  return {
    network,
    port,
    family: told === undefined ? 4 : familyOf(told),
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
  };
}

const inherited = 1;

/**
 * What an IPIP or VXLAN tunnel was told of its outer packets. A `ttl` of 0 is `inherit` for IPIP; for VXLAN, which prints no `inherit`, it is the node's own.
 * @see iproute2 ip/link_iptnl.c iptunnel_print_opt, ip/iplink_vxlan.c vxlan_print_opt
 */
function outerHeader(kind: 'ipip' | 'vxlan', data: JsonObject): TunnelSettings {
  const ttl = numberOf(data, 'ttl') ?? 'inherit';
  const tos = numberOf(data, 'tos') ?? 0;
  const device = stringOf(data, 'link');
  return {
    ttl: ttl === 0 ? (kind === 'ipip' ? 'inherit' : 'default') : ttl,
    tos: (tos & inherited) === inherited ? 'inherit' : tos,
    mark: numberOf(data, 'fwmark') ?? 0,
    ...(device === undefined ? {} : { device }),
  };
}

import type { TunnelSettings } from './node.js';
import { asObject, numberOf, stringOf, type JsonObject } from './readJson.js';

const inherited = 1;

/**
 * What `ip -d -j addr` tells of the outer packets of an IPIP or VXLAN tunnel; undefined of others, and where each packet brings that with it (`external`).
 * A `ttl` of 0 is `inherit` for IPIP; for VXLAN, which prints no `inherit`, it is the node's own.
 * @see iproute2 ip/link_iptnl.c iptunnel_print_opt, ip/iplink_vxlan.c vxlan_print_opt
 */
export function tunnelSettings(link: JsonObject): TunnelSettings | undefined {
  const kind = stringOf(link, 'info_kind');
  const data = asObject(link.get('info_data'));
  if (data === undefined || data.get('external') === true || (kind !== 'ipip' && kind !== 'vxlan'))
    return undefined;
  const ttl = numberOf(data, 'ttl') ?? 'inherit';
  const tos = numberOf(data, 'tos') ?? 0;
  return {
    ttl: ttl === 0 ? (kind === 'ipip' ? 'inherit' : 'default') : ttl,
    tos: (tos & inherited) === inherited ? 'inherit' : tos,
    mark: numberOf(data, 'fwmark') ?? 0,
  };
}

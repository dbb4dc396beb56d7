/** What kube-proxy's ipsets hold. @see kubernetes pkg/proxy/ipvs/ipset.go */
const purposes: ReadonlyMap<string, string> = new Map([
  ['LOOP-BACK', 'endpoints that call themselves by their service'],
  ['CLUSTER-IP', 'cluster IPs of services, with ports'],
  ['EXTERNAL-IP', 'external IPs of services, with ports'],
  ['EXTERNAL-IP-LOCAL', 'external IPs of services with externalTrafficPolicy Local'],
  ['LOAD-BALANCER', 'load balancer addresses of services, with ports'],
  ['LOAD-BALANCER-LOCAL', 'load balancer addresses with externalTrafficPolicy Local'],
  ['LOAD-BALANCER-FW', 'load balancer addresses with source ranges'],
  ['LOAD-BALANCER-SOURCE-IP', 'load balancer addresses with sources they allow'],
  ['LOAD-BALANCER-SOURCE-CIDR', 'load balancer addresses with source ranges they allow'],
  ['NODE-PORT-TCP', 'node ports of services, TCP'],
  ['NODE-PORT-UDP', 'node ports of services, UDP'],
  ['NODE-PORT-SCTP-HASH', 'node ports of services, SCTP'],
  ['NODE-PORT-LOCAL-TCP', 'node ports with externalTrafficPolicy Local, TCP'],
  ['NODE-PORT-LOCAL-UDP', 'node ports with externalTrafficPolicy Local, UDP'],
  ['NODE-PORT-LOCAL-SCTP-HASH', 'node ports with externalTrafficPolicy Local, SCTP'],
  ['HEALTH-CHECK-NODE-PORT', 'health check node ports of services'],
  ['IPVS-IPS', 'all service addresses'],
]);

const prefixes = ['KUBE-6-', 'KUBE-'];
/** The most characters of an ipset name. @see linux include/uapi/linux/netfilter/ipset/ip_set.h IPSET_MAXNAMELEN */
const nameLength = 31;

/** What one of kube-proxy's ipsets (IPVS mode) holds; undefined for sets of others. IPv6 names are cut at 31 characters. */
export function describeKubeSet(name: string): string | undefined {
  for (const prefix of prefixes) {
    if (!name.startsWith(prefix)) continue;
    const rest = name.slice(prefix.length);
    const exact = purposes.get(rest);
    if (exact !== undefined) return exact;
    if (name.length !== nameLength) continue;
    for (const [full, purpose] of purposes) if (full.startsWith(rest)) return purpose;
  }
  return undefined;
}

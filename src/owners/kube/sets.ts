/** What kube-proxy's ipsets hold. @see kubernetes pkg/proxy/ipvs/ipset.go */
const purposes: ReadonlyMap<string, string> = new Map([
  ['LOOP-BACK', 'endpoints that call themselves'],
  ['CLUSTER-IP', 'cluster IPs of services'],
  ['EXTERNAL-IP', 'external IPs of services'],
  ['EXTERNAL-IP-LOCAL', 'external IPs, local endpoints only'],
  ['LOAD-BALANCER', 'load balancer addresses'],
  ['LOAD-BALANCER-LOCAL', 'load balancers, local endpoints only'],
  ['LOAD-BALANCER-FW', 'load balancers with source ranges'],
  ['LOAD-BALANCER-SOURCE-IP', 'load balancers and allowed sources'],
  ['LOAD-BALANCER-SOURCE-CIDR', 'load balancers and allowed sources'],
  ['NODE-PORT-TCP', 'TCP node ports'],
  ['NODE-PORT-UDP', 'UDP node ports'],
  ['NODE-PORT-SCTP-HASH', 'SCTP node ports'],
  ['NODE-PORT-LOCAL-TCP', 'TCP node ports, local endpoints only'],
  ['NODE-PORT-LOCAL-UDP', 'UDP node ports, local endpoints only'],
  ['NODE-PORT-LOCAL-SCTP-HASH', 'SCTP node ports, local endpoints only'],
  ['HEALTH-CHECK-NODE-PORT', 'health check node ports'],
  ['IPVS-IPS', 'service addresses'],
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

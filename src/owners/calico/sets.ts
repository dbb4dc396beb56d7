const named: ReadonlyMap<string, string> = new Map([
  ['all-ipam-pools', 'all IP pools'],
  ['network-ip-pools', 'all IP pools'],
  ['masq-ipam-pools', 'IP pools with natOutgoing'],
  ['all-hosts', 'addresses of all Calico nodes'],
  ['all-hosts-net', 'addresses of all Calico nodes'],
  ['this-host', 'addresses of this host'],
  ['all-vxlan-net', 'VXLAN tunnel hosts'],
  ['dscp-src-net', 'workloads whose traffic gets a DSCP value'],
  ['all-istio-weps', 'workloads in the Istio mesh'],
]);

/**
 * What one of Calico's ipsets holds; undefined for sets of others. A name is `cali40` or `cali60` (`cali4-` up to
 * Felix 3.0, `cali4t` and a number while it is rewritten) and an id.
 * @see calico felix/ipsets/ipset_defs.go
 */
export function describeCalicoSet(name: string): string | undefined {
  const [, family, token, id = ''] = /^cali([46])([-0t])(.*)$/.exec(name) ?? [];
  if (family === undefined || token === undefined) {
    const legacy = /^felix-(.+)$/.exec(name)?.[1];
    return legacy === undefined ? undefined : (named.get(legacy) ?? 'a set of Calico before 2.1');
  }
  if (token === 't') return 'a set of Calico that is being rewritten';
  if (id.startsWith('svcnoport:')) return 'endpoints of a Kubernetes service, any port';
  if (id.startsWith('svc:')) return 'endpoints of a Kubernetes service, with ports';
  if (id.startsWith('s:')) return 'endpoints that a selector picks';
  if (id.startsWith('n:')) return 'endpoints with a named port';
  if (id.startsWith('d:')) return 'addresses of domain names';
  return named.get(id) ?? 'a set of Calico';
}

/**
 * Words that stay in names and comments, in lower case: those that Felix, kube-proxy and their like write on every node, what netfilter, routing and
 * common services are called. Nobody's names of their own.
 * @see src/owners for the comments that they come from
 */
export const knownWords: ReadonlySet<string> = new Set(
  `
  accept accepted accepts admin after all allow allowed allows already amanda an and anp antrea any apiserver
  approved as at babel back balancer be been before bgp bird block boot bootp bpf bpfout by bypass cali calico
  chain check cilium client cluster clusterip cni configured connection connections connmark conntrack ct ctstate
  date default defaultendpointtohostaction denied deny destination device dhcp dhcpv6 disabled dnat dns docker
  drop dropped dropping drops dscp dst egress eigrp encapped end endpoint endpoints established etcd explicitly
  ext external externally exttoserviceconnmark f2b fail2ban felix firewall firewalld flannel flows for forward
  forwarded forwarding freebsd from front ftp fw gated global gnp goldmane h323 hairpin has health host hosts http
  https icmp if imap in incoming ingress input interface internal invalid ip ipam ipinip ipip ips ipv ipv4 ipv6
  irc is isis isolation istio it its jump kcnp keepalived kernel known knp kns ksa kube kubelet kubernetes last lb
  ldap leaving libvirt limit limited link linkerd linux load loadbalancer local localnet log logged logging
  loopback main mark marked markseen masq masquerade matched mdns metrics mroute mrouted must mysql namespace
  needs net netbios new no node nodeport nodeports nodes non not note np ns ntk ntp of on only openbsd or
  originating ospf other out outgoing output packet packets pass passed per pod pods policies policy pools port
  portals portfwd ports postrouting pptp pre prerouting private profile profiles program programs public purpose
  quota ra rate reach redirect redis reject rejected related requires requiring return rip route rst rule sane
  scope sctp seen sep server service serviceaccount services set sets sip skip smtp snat snmp solving source src
  ssh sshd stage start state static svc svl system table target tcp tftp that the this tier to towards track
  tracked traffic trying tunl typha udp ufw unknown unspec until untracked user verdict verified vip visible vrrp
  vxlan weave whep whisker whitelisted windows wireguard with without workload workloads xlb xorp zebra zone
  `
    .trim()
    .split(/\s+/),
);

/**
 * Words that stay in names and comments, in lower case: those that Felix, kube-proxy and their like write on every node, what netfilter, routing and
 * common services are called. Nobody's names of their own.
 * @see src/owners for the comments that they come from
 */
export const knownWords: ReadonlySet<string> = new Set(
  `
  accept accepted accepts account ack address addresses admin after all allow allowed allowlist allows already
  also always amanda an and anp ansible antrea any apiserver approved as asn at babel back balancer ban banned
  bans be been before begin bgp bird blacklist block blocked blocklist bm bogon bogons bogus boot bootp bpf
  bpfout bridge bridges but by bypass cali calico cc chain chaos check chef cilium class classes client cluster
  clusterip cni condition configured connection connections connmark conntrack container containers count counts
  ct ctstate date default defaultendpointtohostaction delude denied deny destination destinations device dhcp
  dhcpmac dhcpv6 disabled dmz dnat dns docker docker0 drop dropped dropping drops dscp dst each echo egress
  eigrp encapped end endpoint endpoints ephemeral established etcd every explicitly ext external externally
  exttoserviceconnmark f2b fail2ban felix filter filtered filters fin firewall firewalld first fixme flannel
  flood floods flows for forward forwarded forwarding freebsd from front ftp fullconenat fuzzy fw gated geoip
  global gnp goldmane gradm group groups grow guest guests h323 hairpin has hashed health here host hosts http
  https icmp id ids if imap in incoming ingress input interface internal invalid ip ipam ipinip ipip ipp2p ips
  ipv ipv4 ipv4options ipv6 irc is isis isolation istio it its jump kcnp keep keepalived kept kernel kmp known
  knp kns ksa kube kubelet kubernetes l7proto lan last layer7 lb ldap leaving length2 less let lets libvirt
  limit limited link linkerd linux load loadbalancer local localnet log logged logging logmark loop loopback
  loops lscan main managed mangle mark marked markseen masq masquerade matched mdns metrics more mroute mrouted
  must mysql name names namespace nat nat64 ndpi needs net netbios network networks never new next no node
  nodeport nodeports nodes non none not note np ns ntk ntp of on only openbsd opened or originating ospf other
  out outgoing output packet packets pass passed per pknock pod pods policies policy pools port portals portfwd
  ports postrouting pptp pre prerouting previous private profile profiles program programs psd public puppet
  purpose q quota quota2 ra range ranges ras rate raw rawnat reach redirect redis reject rejected related
  requires requiring reset return rip route rst rule rules salt same sane scan scans scope sctp second security
  seen sep server service serviceaccount services set sets sip skip smtp snat snmp solving some source sources
  spoof spoofed src ssh sshd stage start state static subnet subnets such svc svl syn sysrq system table target
  tarpit tcp temp terraform test tests tftp than that the then there these this those tier tmp to todo towards
  track tracked traffic trying tunl type types typha udp ufw unknown unspec until untracked upto user verdict
  verified via vip visible vlan vlans vm vms vrrp vxlan wan weave whep whisker whitelist whitelisted wifi
  windows wireguard with without workload workloads xlb xorp zebra zone
  `
    .trim()
    .split(/\s+/),
);

/** How programs begin the names of interfaces of pods, containers and virtual machines; the rest is replaced. */
export const workloadPrefixes: readonly string[] = [
  'cali',
  'tap',
  'eni',
  'azv',
  'gke',
  'lxc',
  'veth',
  'vethwe',
  'vnet',
  'br-',
  'qbr',
  'qvo',
  'qvb',
  'lxdbr',
  'cilium_',
  // What wildcards of rules begin with where no such interface is there.
  'eth',
  'ens',
  'enp',
  'eno',
  'wlan',
  'bond',
  'docker',
  'cni',
  'flannel',
  'tun',
  'wg',
  'virbr',
  'weave',
];

/** Names that interfaces have on nodes everywhere: of cards, bridges and tunnels. A VLAN's number is part of it. */
const common =
  /^(?:lo|eth\d+|en[ops]\d+(?:s\d+)?(?:f\d+)?(?:np?\d+)?(?:d\d+)?|em\d+|wlan\d+|bond\d+|br\d+|virbr\d+(?:-nic)?|docker\d*|docker_gwbridge|podman\d+|nerdctl\d+|cni\d+|cni-podman\d+|cbr\d+|flannel(?:\.\d+|-v6\.\d+|-wg)|tunl0|ip6tnl0|sit0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|vxlan(?:-v6)?\.calico|wireguard\.cali|wg-v6\.cali|wireguard-v6\.cali|bpf(?:in|out)\.cali|egress\.calico|any-interface-at-all|kube-ipvs0|kube-bridge|kube-dummy-if|nodelocaldns|dummy\d*|ifb\d+|tailscale\d+|wg\d+|tun\d+|tap\d+|weave|datapath|cilium_(?:host|net|vxlan)|lxc_health|ovs-system|br-int|br-ex|br-tun)(?:\.\d{1,4})?$/;

/** Whether an interface is called so on nodes everywhere. */
export function isCommonInterface(name: string): boolean {
  return common.test(name);
}

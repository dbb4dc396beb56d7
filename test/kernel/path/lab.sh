# Two nodes with a pod each and a neighbour outside, joined by a link and, by MODE, a tunnel. Takes a snapshot of each node, then sends the packets of
# standard input, a line each (namespace, address, port), and prints for each who answered and which rules of the nodes counted it.
# Runs in namespaces of its own: MODE FOLDER PERL-PROGRAM
set -e
mode=$1 folder=$2 talk=$3
mkdir -p /run/netns
mount -t tmpfs none /run/netns
within() { ip netns exec "$@"; }

for namespace in a b p q outside; do
  ip netns add $namespace
  within $namespace sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  ip -n $namespace link set lo up
done

# The link of both nodes is a bridge on which the neighbour is as well.
ip -n outside link add name link0 type bridge
ip -n outside addr add 10.0.0.1/24 dev link0
ip -n outside link set link0 up
ip -n outside route add 10.244.1.0/26 via 10.0.0.11
ip -n outside route add 10.244.2.0/26 via 10.0.0.12
node() {
  ip link add name eth0 netns $1 type veth peer name port-$1 netns outside
  ip -n outside link set dev port-$1 master link0 up
  ip -n $1 addr add 10.0.0.1$2/24 dev eth0
  ip -n $1 link set eth0 up
  ip -n $1 route add default via 10.0.0.1
  within $1 sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
}
node a 1
node b 2

# As Calico's CNI plugin does it: a veth without an address, proxied ARP, a route to the pod alone.
pod() {
  ip link add name $3 netns $2 type veth peer name eth0 netns $1
  ip -n $1 addr add $4/32 dev eth0
  ip -n $1 link set eth0 up
  ip -n $1 route add 169.254.1.1 dev eth0
  ip -n $1 route add default via 169.254.1.1 dev eth0
  ip -n $2 link set $3 up
  within $2 sysctl -qw net.ipv4.conf.$3.proxy_arp=1 net.ipv4.neigh.$3.proxy_delay=0
  ip -n $2 route add $4 dev $3 scope link
}
pod p a calip 10.244.1.5
pod q b caliq 10.244.2.7

# A program that runs until all is over, once it is ready.
background() {
  mkfifo "$folder/ready"
  within "$@" > "$folder/ready" &
  read -r ready < "$folder/ready"
  rm "$folder/ready"
  test "$ready" = ready
}

vxlan() {
  device=${4:-vxlan.calico}
  ip -n $1 link add name $device address 02:00:00:00:00:0$2 type vxlan id 4096 local 10.0.0.1$2 dev eth0 dstport 4789 nolearning
  ip -n $1 addr add 10.244.$2.0/32 dev $device
  ip -n $1 link set $device up
  ip -n $1 route add 10.244.$3.0/26 via 10.244.$3.0 dev $device onlink proto 80
  ip -n $1 neigh add 10.244.$3.0 lladdr 02:00:00:00:00:0$3 dev $device
  within $1 bridge fdb add 02:00:00:00:00:0$3 dev $device dst 10.0.0.1$3
}
# The same under a name that no program gives its tunnels.
overlay() { vxlan $1 $2 $3 overlay0; }
ipip() {
  if [ "$IPIP" = kernel ]; then ip -n $1 tunnel add tunl0 mode ipip 2> /dev/null || true
  else background $1 perl "$talk" tunnel tunl0 ipip 10.0.0.1$3; fi
  ip -n $1 addr add 10.244.$2.0/32 dev tunl0
  ip -n $1 link set tunl0 up
  ip -n $1 route add 10.244.$3.0/26 via 10.0.0.1$3 dev tunl0 onlink proto bird
}
wireguard() {
  background $1 perl "$talk" tunnel wireguard.cali udp 10.0.0.1$3 51820 2097152
  ip -n $1 addr add 10.244.$2.0/32 dev wireguard.cali
  ip -n $1 link set wireguard.cali up
  ip -n $1 route add 10.244.$3.0/26 dev wireguard.cali scope link table 1
  ip -n $1 rule add not fwmark 0x200000/0x200000 table 1 priority 99
}
case $mode in
  plain)
    ip -n a route add 10.244.2.0/26 via 10.0.0.12 proto bird
    ip -n b route add 10.244.1.0/26 via 10.0.0.11 proto bird ;;
  *) $mode a 1 2; $mode b 2 1 ;;
esac

for node in a b; do
  within $node iptables-nft-restore < "$folder/$node.rules"
  within $node "$NODE" "$CALITRACE" snapshot > "$folder/$node.calitrace" 2> /dev/null
done
background p perl "$talk" echo 10.244.1.5 8080 8081 9000
background q perl "$talk" echo 10.244.2.7 8080 8081 9000
background a perl "$talk" echo 10.0.0.11 8081 9000
background b perl "$talk" echo 10.0.0.12 8081 9000
background outside perl "$talk" echo 10.0.0.1 53

while read -r namespace address port; do
  for node in a b; do
    within $node conntrack -F > /dev/null 2>&1 < /dev/null
    for table in raw mangle nat filter; do within $node iptables-nft -t $table -Z < /dev/null; done
  done
  echo "packet $namespace $address $port"
  within $namespace perl "$talk" send $address $port < /dev/null
  for node in a b; do within $node iptables-nft-save -c < /dev/null | sed "s/^/$node /"; done
done

/** How the nodes of the lab are joined. */
export type Mode = 'plain' | 'vxlan' | 'overlay' | 'ipip' | 'wireguard';

/**
 * Rules of one node in the manner of Calico and kube-proxy. Every way ends in a rule, whose counter tells. `own`: the node's pod; `denied`: the port
 * that its policy refuses to what leaves the pod, `open` those that it takes in.
 */
function rulesOf(own: string, peer: string, denied: number, open: string): string {
  return `*raw
-A PREROUTING -p udp -m udp --dport 4789 -j NOTRACK
-A OUTPUT -p udp -m udp --dport 4789 -j NOTRACK
COMMIT
*mangle
-A PREROUTING -i vxlan.calico -m mark --mark 0x500/0x500
-A PREROUTING -i wireguard.cali -m mark --mark 0x0
-A INPUT -p udp -m udp --dport 4789 -j MARK --set-xmark 0x500/0x500
-A INPUT -p udp -m udp --dport 51820 -j MARK --set-xmark 0x500/0x500
-A FORWARD -i ${own} -j MARK --set-xmark 0x70/0x70
-A OUTPUT -p udp -m udp --dport 4789 -m mark --mark 0x70/0x70
-A OUTPUT -p udp -m udp --dport 51820 -m mark --mark 0x200000
-A OUTPUT -p 4 -m length --length 56
-A OUTPUT -p 4 -m ttl --ttl-eq 63
-A OUTPUT -p udp -m udp --dport 4789 -m ttl --ttl-eq 64
-A OUTPUT -p udp -m udp --dport 4789 -m length --length 86
COMMIT
*nat
:MASQ - [0:0]
:SERVICE - [0:0]
-A PREROUTING -d 10.96.0.10/32 -p udp -m udp --dport 80 -j SERVICE
-A PREROUTING -d 10.96.0.11/32 -p udp -m udp --dport 80 -j MASQ
-A PREROUTING -p udp -m udp --dport 30080 -m addrtype --dst-type LOCAL -j MASQ
-A OUTPUT -d 10.96.0.10/32 -p udp -m udp --dport 80 -j SERVICE
-A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
-A POSTROUTING -s 10.244.0.0/16 -d 10.0.0.1/32 -j MASQUERADE
-A SERVICE -p udp -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.244.2.7:8080
-A SERVICE -p udp -j DNAT --to-destination 10.244.1.5:8080
-A MASQ -j MARK --set-xmark 0x4000/0x4000
-A MASQ -p udp -j DNAT --to-destination 10.244.2.7:8080
COMMIT
*filter
:cali-fw - [0:0]
:cali-tw - [0:0]
-A INPUT -p udp -m multiport --dports 4789,51820 -s ${peer}/32 -j ACCEPT
-A INPUT -s ${peer}/32 -p 4 -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p udp -m udp --dport 9000 -j ACCEPT
-A INPUT -j DROP
-A FORWARD -m conntrack --ctstate INVALID -j DROP
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i ${own} -g cali-fw
-A FORWARD ! -o ${own} -m mark --mark 0x4000/0x4000 -j ACCEPT
-A FORWARD -o ${own} -g cali-tw
-A FORWARD -j DROP
-A OUTPUT -p udp -m multiport --dports 4789,51820 -d ${peer}/32 -j ACCEPT
-A OUTPUT -d ${peer}/32 -p 4 -j ACCEPT
-A OUTPUT -j ACCEPT
-A cali-fw -p udp -m udp --dport ${denied} -j DROP
-A cali-fw -o ${own} -g cali-tw
-A cali-fw -j ACCEPT
-A cali-tw -p udp -m multiport --dports ${open} -j ACCEPT
-A cali-tw -j DROP
COMMIT
`;
}

/** Node a lets its pod send to no port 9000; node b takes in port 8080 for its own alone. */
export const rules = {
  a: rulesOf('calip', '10.0.0.12', 9000, '8080,8081'),
  b: rulesOf('caliq', '10.0.0.11', 9001, '8080'),
} as const;

/** A packet to be sent: from the namespace, to the address and port of UDP. */
export interface LabPacket {
  readonly title: string;
  readonly from: 'a' | 'b' | 'p' | 'q' | 'outside';
  readonly to: string;
  readonly port: number;
  /** Its mark has to stay with it in the tunnel, which takes a tunnel of the kernel's own. */
  readonly marked?: true;
  /** Who is to answer, where that is certain. */
  readonly answer?: string;
}

export const packets: readonly LabPacket[] = [
  { title: 'pod to pod', from: 'p', to: '10.244.2.7', port: 8080, answer: '10.244.2.7:8080' },
  { title: 'and the other way', from: 'q', to: '10.244.1.5', port: 8081, answer: '10.244.1.5:8081' },
  { title: 'denied where it comes from', from: 'p', to: '10.244.2.7', port: 9000, answer: 'silence' },
  { title: 'denied where it goes to', from: 'p', to: '10.244.2.7', port: 8081, answer: 'silence' },
  { title: 'a service with an endpoint on each node', from: 'q', to: '10.96.0.10', port: 80 },
  { title: 'a service, masqueraded', from: 'p', to: '10.96.0.11', port: 80, marked: true },
  { title: 'a service, asked by a node', from: 'a', to: '10.96.0.10', port: 80 },
  { title: 'pod to the other node', from: 'q', to: '10.0.0.11', port: 9000, answer: '10.0.0.11:9000' },
  { title: 'pod to its own node', from: 'p', to: '10.0.0.11', port: 9000, answer: '10.0.0.11:9000' },
  { title: 'node to pod', from: 'a', to: '10.244.2.7', port: 8080, answer: '10.244.2.7:8080' },
  { title: 'node to node', from: 'b', to: '10.0.0.11', port: 9000, answer: '10.0.0.11:9000' },
  { title: 'pod to outside', from: 'p', to: '10.0.0.1', port: 53, answer: '10.0.0.1:53' },
  {
    title: 'a node port whose pod is on the other node',
    from: 'outside',
    to: '10.0.0.11',
    port: 30080,
    marked: true,
  },
  { title: 'a node port whose pod is on the node', from: 'outside', to: '10.0.0.12', port: 30080 },
  { title: 'node to a port that is closed', from: 'b', to: '10.0.0.11', port: 8081, answer: 'silence' },
];

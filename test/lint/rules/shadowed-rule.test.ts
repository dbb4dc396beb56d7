import { describe } from 'vitest';
import { felixChain } from '../felixChain.js';
import { filter, lintCases, mangle, nat, raw } from '../lintCases.js';

const accepted =
  '-m comment --comment "Return if profile accepted" -m mark --mark 0x10000/0x10000 --jump RETURN';
const end = '-m comment --comment "Drop if no profiles matched" --jump DROP';
const dispatch = felixChain('cali-FORWARD', '--out-interface cali1 --goto cali-tw-cali1');
const endpoint = felixChain(
  'cali-tw-cali1',
  '--jump MARK --set-mark 0/0x10000',
  '--jump cali-pri-kns.web',
  accepted,
  end,
);
const all = felixChain(
  'cali-pri-kns.web',
  '--jump MARK --set-mark 0x10000/0x10000',
  '-m mark --mark 0x10000/0x10000 --jump RETURN',
);
/** A workload with a profile that lets all pass: its last rule drops nothing. */
const workload = (chain: readonly string[], profile: readonly string[]): string =>
  filter(['-A FORWARD -j cali-FORWARD', ...dispatch, ...chain, ...profile].join('\n'));
const loadBalancer = `
  -A PREROUTING -d 203.0.113.7/32 -j KUBE-FW-ABC
  -A KUBE-FW-ABC -s 192.0.2.0/24 -j RETURN
  -A KUBE-FW-ABC -j KUBE-SVC-ABC
  -A KUBE-SVC-ABC -p tcp -j DNAT --to-destination 10.0.0.1:80
  -A KUBE-SVC-ABC ! -p tcp -j DNAT --to-destination 10.0.0.1
  -A KUBE-FW-ABC -m comment --comment "shop/web:http loadbalancer IP" -j KUBE-MARK-DROP
  -A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000`;

describe('shadowed-rule', () => {
  lintCases('shadowed-rule', {
    valid: {
      'a mark that a socket may give': mangle(`
        -A PREROUTING -j MARK --set-xmark 0x0/0xffffffff
        -A PREROUTING -m socket --restore-skmark
        -A PREROUTING -m mark --mark 0x1 -j ACCEPT`),
      'a mark that a socket may give, though the rule then fails': mangle(`
        -A PREROUTING -j MARK --set-xmark 0x0/0xffffffff
        -A PREROUTING -m socket --restore-skmark -m mark --mark 0x2 -j DROP
        -A PREROUTING -m mark --mark 0x1 -j ACCEPT`),
      'what a rule leaves that asks for the mark before it takes that of a socket, and behind': mangle(`
        -A PREROUTING -m mark --mark 0x1 -m socket --restore-skmark -m mark --mark 0x2 -j DROP
        -A PREROUTING -m mark --mark 0x2 -j ACCEPT
        -A PREROUTING -m mark --mark 0x1 -j ACCEPT`),
      'a narrower rule first': filter(`
        -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT
        -A FORWARD -s 10.0.0.0/8 -j DROP`),
      'CT gives a packet a template, which is NEW': raw(`
        -A PREROUTING -m conntrack --ctstate NEW -j DROP
        -A PREROUTING -j CT --zone 1
        -A PREROUTING -m conntrack --ctstate NEW -j DROP`),
      'cluster takes frames sent by multicast for its own': filter(`
        -A INPUT -m pkttype --pkt-type unicast -j ACCEPT
        -A INPUT -m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 7 -j LOG
        -A INPUT -m pkttype --pkt-type unicast -j DROP`),
      'a list that some rule writes': filter(`
        -A FORWARD -m recent --rcheck --name one --rsource -j DROP
        -A FORWARD -m recent --set --name one --rsource
        -A FORWARD -m recent --rcheck --name one --rsource -j DROP`),
      'the mark of a template, which packets before have left there': raw(`
        -A PREROUTING -j CT --zone 1
        -A PREROUTING -m connmark --mark 0x1/0x1 -j DROP
        -A PREROUTING -j CONNMARK --set-xmark 0x1/0x1`),
      'CT comes too late for a packet that is not to be tracked': raw(`
        -A PREROUTING -j CT --notrack
        -A PREROUTING -j CT --zone 1
        -A PREROUTING -m conntrack --ctstate UNTRACKED -j DROP`),
      'a mark changes in between': filter(`
        -A FORWARD -m mark --mark 0x10000/0x10000 -j RETURN
        -A FORWARD -s 10.0.0.0/8 -j P
        -A FORWARD -m mark --mark 0x10000/0x10000 -j RETURN
        -A P -j MARK --set-xmark 0x10000/0x10000`),
      'a set may hold only some': filter(`
        -A FORWARD -m set --match-set a src -j DROP
        -A FORWARD -m set --match-set b src -j ACCEPT`),
      'a saved mark may have come with the packet': mangle(`
        -A PREROUTING -j CONNMARK --save-mark
        -A PREROUTING -m connmark --mark 0x1/0x1 -j DROP`),
      'a restored mark may be of an earlier packet': mangle(`
        -A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
        -A PREROUTING -m mark --mark 0x1/0x1 -j DROP`),
      'what came in by an interface is on its way out': mangle(`
        -A POSTROUTING -o eth0 -j A
        -A A -i cali1 -j DROP`),
      'a mark shifted to where a rule looks': mangle(`
        -A PREROUTING -j CONNMARK --set-xmark 0x3/0xff --left-shift-mark 4
        -A PREROUTING -m connmark --mark 0x30/0xf0 -j ACCEPT
        -A PREROUTING -m conntrack --ctstate INVALID -j DROP`),
      'a draw and a limit let some pass': filter(`
        -A FORWARD -m statistic --mode random --probability 0.5 -j DROP
        -A FORWARD -m limit --limit 5/min -j DROP
        -A FORWARD -j ACCEPT`),
      'a goto returns to the caller': filter(`
        -A FORWARD -j A
        -A FORWARD -j ACCEPT
        -A A -g B
        -A B -s 10.0.0.0/8 -j DROP`),
      'connections with and without entry': filter(`
        -A FORWARD -m conntrack --ctstate NEW -j DROP
        -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
        -A FORWARD -m conntrack --ctstate INVALID -j DROP`),
      'the user of a socket, nothing else of sockets': filter(`
        -A OUTPUT -m owner --uid-owner 1337 -j RETURN
        -A OUTPUT ! -s 127.0.0.1/32 -m owner --gid-owner 1337 -j DROP`),
      'negation leaves the rest': filter(`
        -A FORWARD ! -i cali+ -j DROP
        -A FORWARD -i cali12 -j ACCEPT`),
      'what Felix always writes': workload(endpoint, all),
      'what Docker always writes': filter(`
        -A FORWARD -j DOCKER-ISOLATION-STAGE-1
        -A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
        -A DOCKER-ISOLATION-STAGE-1 -j RETURN
        -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
        -A DOCKER-ISOLATION-STAGE-2 -j RETURN`),
      'Cilium lets the same through for node ports': filter(`
        -A FORWARD -j CILIUM_FORWARD
        -A CILIUM_FORWARD -i lxc+ -m comment --comment "cilium: cluster->any on lxc+ forward accept" -j ACCEPT
        -A CILIUM_FORWARD -i lxc+ -m comment --comment "cilium: cluster->any on lxc+ forward accept (nodeport)" -j ACCEPT`),
      'what kube-proxy always writes': nat(loadBalancer),
      'what firewalld always writes': filter(`
        -A INPUT -j INPUT_ZONES
        -A INPUT -j LOG --log-prefix "FINAL_REJECT: "
        -A INPUT -j REJECT --reject-with icmp-host-prohibited
        -A INPUT_ZONES -i eth1 -g IN_home
        -A INPUT_ZONES -g IN_public
        -A IN_home -j ACCEPT
        -A IN_public -j REJECT --reject-with icmp-port-unreachable`),
      'what flannel always writes, behind kube-proxy': nat(`
        -A POSTROUTING -j KUBE-POSTROUTING
        -A POSTROUTING -j FLANNEL-POSTRTG
        -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
        -A KUBE-POSTROUTING -j MASQUERADE
        -A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -j RETURN
        -A FLANNEL-POSTRTG -s 10.42.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE`),
      'what Istio always writes': nat(`
        -A OUTPUT -p tcp -j ISTIO_OUTPUT
        -A ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -p tcp -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT
        -A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN
        -A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
        -A ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -p tcp -m owner --gid-owner 1337 -j ISTIO_IN_REDIRECT
        -A ISTIO_OUTPUT -o lo -m owner ! --gid-owner 1337 -j RETURN
        -A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN
        -A ISTIO_OUTPUT -j REDIRECT --to-ports 15001
        -A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006`),
    },
    invalid: {
      'two rules together': {
        dump: filter(`
          -A FORWARD -s 10.0.0.0/9 -j DROP
          -A FORWARD -s 10.128.0.0/9 -j DROP
          -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT`),
        findings: ['warning filter FORWARD 3 hidden because FORWARD 1, FORWARD 2'],
      },
      'the last rule of firewalld, which somebody else keeps packets from': {
        dump: filter(`
          -A INPUT -j DROP
          -A INPUT -j REJECT --reject-with icmp-host-prohibited`),
        findings: ['warning filter INPUT 2 hidden because INPUT 1'],
      },
      'such a rule behind chains of people that are called as zones': {
        dump: filter(`
          -A INPUT -j IN_public
          -A INPUT -j REJECT --reject-with icmp-host-prohibited
          -A IN_public -j DROP`),
        findings: ['warning filter INPUT 2 hidden because IN_public 1'],
      },
      'a rule of Istio that another chain keeps packets from': {
        dump: nat(`
          -A OUTPUT -p tcp -j ACCEPT
          -A OUTPUT -p tcp -j ISTIO_OUTPUT
          -A ISTIO_OUTPUT -o lo -m owner ! --gid-owner 1337 -j RETURN`),
        findings: ['warning nat OUTPUT 2 hidden because OUTPUT 1'],
      },
      'another rule of flannel behind kube-proxy': {
        dump: nat(`
          -A POSTROUTING -j KUBE-POSTROUTING
          -A POSTROUTING -j FLANNEL-POSTRTG
          -A KUBE-POSTROUTING -s 10.42.0.0/16 -j MASQUERADE
          -A FLANNEL-POSTRTG -s 10.42.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE`),
        findings: ['warning nat FLANNEL-POSTRTG 1 not-sent because POSTROUTING 2'],
      },
      'only those that are needed': {
        dump: filter(`
          -A FORWARD -s 192.168.1.7/32 -j DROP
          -A FORWARD -s 192.168.0.0/16 -j DROP
          -A FORWARD -s 192.168.1.0/24 -j ACCEPT`),
        findings: ['warning filter FORWARD 3 hidden because FORWARD 2'],
      },
      'another prefix than that which DNPT has put there': {
        dump: [
          '# Generated by ip6tables-save v1.8.9 on Mon Mar  3 09:12:44 2025',
          mangle(`
            -A PREROUTING -j DNPT --src-pfx 2001:db8:1::/64 --dst-pfx fd00:65::/64
            -A PREROUTING -d fd00:66::/64 -j DROP
            -A PREROUTING -d fd00:65:0:0:1::/80 -j DROP`),
        ].join('\n'),
        findings: ['warning mangle PREROUTING 2 hidden because PREROUTING 1'],
      },
      'an ICMP error looks at no nat': {
        dump: nat(`
          -A POSTROUTING -m conntrack --ctstate NEW -j ACCEPT
          -A POSTROUTING -p icmp -j MASQUERADE`),
        findings: ['warning nat POSTROUTING 2 hidden because POSTROUTING 1'],
      },
      'a list that no rule writes': {
        dump: filter(`
          -A FORWARD -m recent --rcheck --name one --rsource -j DROP
          -A FORWARD -m recent --rcheck --name one --rsource -j DROP`),
        findings: ['warning filter FORWARD 2 hidden because FORWARD 1'],
      },
      'CT leaves no packet INVALID': {
        dump: raw(`
          -A PREROUTING -j CT --zone 1
          -A PREROUTING -m conntrack --ctstate INVALID -j DROP`),
        findings: ['warning raw PREROUTING 2 hidden because PREROUTING 1'],
      },
      'NOTRACK comes too late for a packet with a template': {
        dump: raw(`
          -A PREROUTING -m conntrack --ctstate UNTRACKED -j ACCEPT
          -A PREROUTING -j CT --zone 1
          -A PREROUTING -j CT --notrack
          -A PREROUTING -m conntrack --ctstate UNTRACKED -j DROP`),
        findings: ['warning raw PREROUTING 4 hidden because PREROUTING 1'],
      },
      'a mark shifted away': {
        dump: mangle(`
          -A PREROUTING -m conntrack ! --ctstate NEW -j ACCEPT
          -A PREROUTING -j CONNMARK --set-xmark 0x3/0xff --left-shift-mark 4
          -A PREROUTING -m connmark --mark 0x3/0xf -j DROP`),
        findings: ['warning mangle PREROUTING 3 hidden because PREROUTING 2'],
      },
      'a saved mark is moved down': {
        dump: mangle(`
          -A PREROUTING -m conntrack ! --ctstate NEW -j ACCEPT
          -A PREROUTING -j MARK --set-xmark 0x50/0xf0
          -A PREROUTING -j CONNMARK --save-mark --nfmask 0xf0 --ctmask 0xff --right-shift-mark 4
          -A PREROUTING -m connmark --mark 0x5/0xff -j DROP
          -A PREROUTING -j ACCEPT`),
        findings: ['warning mangle PREROUTING 5 hidden because PREROUTING 1, PREROUTING 4'],
      },
      'behind a negation': {
        dump: filter(`
          -A FORWARD ! -s 172.16.0.0/12 -j DROP
          -A FORWARD -s 1.2.3.4/32 -j ACCEPT`),
        findings: ['warning filter FORWARD 2 hidden because FORWARD 1'],
      },
      'by a rule of a called chain': {
        dump: filter(`
          -A FORWARD -j U
          -A FORWARD -s 172.16.1.0/24 -j ACCEPT
          -A U -s 172.16.0.0/16 -j DROP`),
        findings: ['warning filter FORWARD 2 hidden because U 1'],
      },
      'behind RETURN and goto': {
        dump: filter(`
          -A FORWARD -j A
          -A A -i eth0 -j RETURN
          -A A ! -i eth0 -g B
          -A A -j DROP
          -A B -j RETURN`),
        findings: ['warning filter A 3 hidden because A 1, A 2'],
      },
      'by what a mark was made': {
        dump: filter(`
          -A FORWARD -j MARK --set-xmark 0x0/0x10000
          -A FORWARD -m mark --mark 0x10000/0x10000 -j ACCEPT`),
        findings: ['warning filter FORWARD 2 hidden because FORWARD 1'],
      },
      'the same set, asked the same': {
        dump: filter(`
          -A FORWARD -m set --match-set a src -j DROP
          -A FORWARD -p tcp -m set --match-set a src -j ACCEPT`),
        findings: ['warning filter FORWARD 2 hidden because FORWARD 1'],
      },
      'nobody sends it here': {
        dump: filter(`
          -A FORWARD -i cali1 -j A
          -A A -i eth0 -j DROP`),
        findings: ['warning filter A 1 not-sent because FORWARD 1'],
      },
      'wildcards of interfaces': {
        dump: filter(`
          -A FORWARD -i cali+ -j DROP
          -A FORWARD -i cali12+ -j ACCEPT`),
        findings: ['warning filter FORWARD 2 hidden because FORWARD 1'],
      },
      "behind somebody else's rule in a chain of Felix": {
        dump: workload(endpoint.toSpliced(3, 0, '-A cali-tw-cali1 -s 0.0.0.0/0 -j ACCEPT'), []),
        findings: ['warning filter cali-tw-cali1 5 hidden because cali-tw-cali1 4'],
      },
      'in a chain that bears no hashes': {
        dump: filter(`
          -A FORWARD -o cali1 -g cali-tw-cali1
          -A cali-tw-cali1 -j ACCEPT
          -A cali-tw-cali1 -m comment --comment "Drop if no profiles matched" -j DROP`),
        findings: ['warning filter cali-tw-cali1 2 hidden because cali-tw-cali1 1'],
      },
      'in a policy': {
        dump: workload(
          endpoint,
          felixChain('cali-pri-kns.web', '--jump DROP', '--source 10.0.0.0/8 --jump DROP'),
        ),
        findings: ['warning filter cali-pri-kns.web 2 hidden because cali-pri-kns.web 1'],
      },
      'by a rule that somebody put into a policy': {
        dump: workload(endpoint, ['-A cali-pri-kns.web -s 0.0.0.0/0 -j DROP', ...all]),
        findings: [
          'warning filter cali-tw-cali1 3 hidden because cali-pri-kns.web 1',
          'warning filter cali-tw-cali1 4 hidden because cali-pri-kns.web 1',
          'warning filter cali-pri-kns.web 2 hidden because cali-pri-kns.web 1',
          'warning filter cali-pri-kns.web 3 hidden because cali-pri-kns.web 1',
        ],
      },
      'by others than kube-proxy': {
        dump: nat(loadBalancer.replace('-j RETURN', '-j RETURN\n-A KUBE-FW-ABC -j OWN\n-A OWN -j ACCEPT')),
        findings: [
          'warning nat KUBE-FW-ABC 3 hidden because OWN 1',
          'warning nat KUBE-FW-ABC 4 hidden because OWN 1',
        ],
      },
      'a mark that nothing sent here has': {
        dump: filter(`
          -A FORWARD -m mark --mark 0x1 -j A
          -A A -m mark --mark 0x2 -j DROP`),
        findings: ['warning filter A 1 not-sent because FORWARD 1'],
      },
      'all states one by one': {
        dump: filter(`
          -A FORWARD -m conntrack --ctstate NEW,UNTRACKED -j DROP
          -A FORWARD -m conntrack --ctstate INVALID -j DROP
          -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
          -A FORWARD -p udp -j DROP`),
        findings: ['warning filter FORWARD 4 hidden because FORWARD 1, FORWARD 2, FORWARD 3'],
      },
    },
  });
});

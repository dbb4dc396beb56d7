import { describe } from 'vitest';
import { filter, lintCases } from '../lintCases.js';

describe('no-target', () => {
  lintCases('no-target', {
    valid: {
      'a chain that counts': filter(`
        -A FORWARD -i eth0 -m comment --comment "accepted from eth0"
        -A FORWARD -i eth1 -m comment --comment "accepted from eth1"
        -A FORWARD -i eth2 -m comment --comment "accepted from eth2"`),
      'it says that it counts': filter(
        '-A INPUT -s 10.0.0.0/8 -m comment --comment "counts what the office is allowed"',
      ),
      'a heading': filter(`
        -A INPUT -m comment --comment "what we drop"
        -A INPUT -p udp -j DROP
        -A INPUT -p tcp -j ACCEPT`),
      'a list of recent addresses': filter(`
        -A INPUT -p tcp -m recent --set --name ssh --mask 255.255.255.255 --rsource -m comment --comment "block later"
        -A INPUT -p udp -j DROP
        -A INPUT -p tcp -j ACCEPT`),
      'a label, an account, the mark of a socket': filter(`
        -A FORWARD -p tcp -m connlabel --label 3 --set
        -A FORWARD -p tcp -j DROP
        -A FORWARD -p udp -j ACCEPT
        -A INPUT -p tcp -m socket --restore-skmark
        -A INPUT -p tcp -j DROP
        -A INPUT -p udp -j ACCEPT
        -A OUTPUT -p tcp -m nfacct --nfacct-name allowed -m comment --comment "allowed"
        -A OUTPUT -p tcp -j DROP
        -A OUTPUT -p udp -j ACCEPT`),
      'what Calico and kube-proxy say in comments': filter(`
        -A FORWARD -j cali-pi-team.deny-all
        -A FORWARD -j KUBE-FW-ABCDEFGHIJKLMNOP
        -A cali-pi-team.deny-all -s 10.0.0.0/8 -m comment --comment "Policy deny-all ingress"
        -A KUBE-FW-ABCDEFGHIJKLMNOP -p tcp -m comment --comment "other traffic will be dropped by KUBE-PROXY-FIREWALL"`),
      'one of two rules': filter(`
        -A INPUT -p tcp
        -A INPUT -p udp -j DROP`),
    },
    invalid: {
      'the comment says what it ought to do': {
        dump: filter('-A INPUT -s 10.0.0.0/8 -m comment --comment "ssh is allowed"'),
        findings: ['warning filter INPUT 1 says'],
      },
      'in a chain that people fill': {
        dump: filter(`
          -A FORWARD -j DOCKER-USER
          -A DOCKER-USER -s 10.0.0.0/8 -m comment --comment "block these"`),
        findings: ['warning filter DOCKER-USER 1 says'],
      },
      'a limit of nothing': {
        dump: filter('-A INPUT -p icmp -m limit --limit 5/min'),
        findings: ['warning filter INPUT 1 limit'],
      },
      'the only one': {
        dump: filter(`
          -A INPUT -p tcp -j ACCEPT
          -A INPUT -s 10.0.0.0/8
          -A INPUT -p udp -j DROP`),
        findings: ['note filter INPUT 2 alone'],
      },
    },
  });
});

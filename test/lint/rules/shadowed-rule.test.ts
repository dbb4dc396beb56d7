import { describe } from 'vitest';
import { filter, lintCases } from '../lintCases.js';

describe('shadowed-rule', () => {
  lintCases('shadowed-rule', {
    valid: {
      'a narrower rule first': filter(`
        -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT
        -A FORWARD -s 10.0.0.0/8 -j DROP`),
      'a mark changes in between': filter(`
        -A FORWARD -m mark --mark 0x10000/0x10000 -j RETURN
        -A FORWARD -s 10.0.0.0/8 -j P
        -A FORWARD -m mark --mark 0x10000/0x10000 -j RETURN
        -A P -j MARK --set-xmark 0x10000/0x10000`),
      'a set may hold only some': filter(`
        -A FORWARD -m set --match-set a src -j DROP
        -A FORWARD -m set --match-set b src -j ACCEPT`),
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
    },
    invalid: {
      'two rules together': {
        dump: filter(`
          -A FORWARD -s 10.0.0.0/9 -j DROP
          -A FORWARD -s 10.128.0.0/9 -j DROP
          -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT`),
        findings: ['warning filter FORWARD 3 hidden because FORWARD 1, FORWARD 2'],
      },
      'only those that are needed': {
        dump: filter(`
          -A FORWARD -s 192.168.1.7/32 -j DROP
          -A FORWARD -s 192.168.0.0/16 -j DROP
          -A FORWARD -s 192.168.1.0/24 -j ACCEPT`),
        findings: ['warning filter FORWARD 3 hidden because FORWARD 2'],
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

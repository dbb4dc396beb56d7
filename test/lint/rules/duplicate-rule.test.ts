import { describe, expect, it } from 'vitest';
import { filter, findingsOf, lintCases, nat } from '../lintCases.js';

describe('duplicate-rule', () => {
  lintCases('duplicate-rule', {
    valid: {
      'a chain in between may set the mark': filter(`
        -A FORWARD -j P
        -A FORWARD -m mark --mark 0x10000/0x10000 -j RETURN
        -A FORWARD -j Q
        -A FORWARD -m mark --mark 0x10000/0x10000 -j RETURN
        -A P -p tcp -j MARK --set-xmark 0x10000/0x10000
        -A Q -j R
        -A R -p udp -j MARK --set-xmark 0x10000/0x10000`),
      "Calico's RETURN behind an empty profile": filter(`
        -A FORWARD -j cali-tw-cali1
        -A cali-tw-cali1 -j cali-pri-kns.a
        -A cali-tw-cali1 -m mark --mark 0x10000/0x10000 -j RETURN
        -A cali-tw-cali1 -j cali-pri-ksa.a.b
        -A cali-tw-cali1 -m mark --mark 0x10000/0x10000 -j RETURN
        -A cali-pri-kns.a -j MARK --set-xmark 0x10000/0x10000
        -A cali-pri-ksa.a.b -j RETURN`),
      'limits and draws': filter(`
        -A INPUT -m limit --limit 5/min -j LOG
        -A INPUT -m limit --limit 5/min -j LOG
        -A INPUT -m statistic --mode random --probability 0.5 -j DROP
        -A INPUT -m statistic --mode random --probability 0.5 -j DROP`),
      'turned over and back': filter(`
        -A INPUT -j MARK --set-xmark 0x4000/0x0
        -A INPUT -j MARK --set-xmark 0x4000/0x0`),
      'rules that count': filter(`
        -A INPUT -p tcp
        -A INPUT -p tcp`),
      'a chain that may answer otherwise the second time': filter(`
        -A INPUT -j A
        -A INPUT -j A
        -A A -m mark --mark 0x1/0x1 -j DROP
        -A A -j MARK --set-xmark 0x1/0x1`),
      'hairpin of two published ports': nat(`
        -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
        -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE`),
    },
    invalid: {
      'options in another order, another comment': {
        dump: filter(`
          -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT
          -A INPUT -p udp -j DROP
          -A INPUT -p tcp -m comment --comment "admins" -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT`),
        findings: ['warning filter INPUT 3 again because INPUT 1'],
      },
      'a jump, to a chain that changes nothing': {
        dump: filter(`
          -A FORWARD -j DOCKER-USER
          -A FORWARD -j DOCKER-USER
          -A DOCKER-USER -s 10.0.0.0/8 -j DROP`),
        findings: ['warning filter FORWARD 2 again because FORWARD 1'],
      },
      'a set, asked twice': {
        dump: filter(`
          -A INPUT -m set --match-set bad src -j DROP
          -A INPUT -p udp -j MARK --set-xmark 0x1/0x1
          -A INPUT -m set --match-set bad src -j DROP`),
        findings: ['warning filter INPUT 3 again because INPUT 1'],
      },
      'a translation': {
        dump: nat(`
          -A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE
          -A POSTROUTING -s 10.9.0.0/16 -j SNAT --to-source 192.0.2.1
          -A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE`),
        findings: ['warning nat POSTROUTING 3 again because POSTROUTING 1'],
      },
      'a mark that is set already': {
        dump: filter(`
          -A INPUT -p tcp -j MARK --set-xmark 0x1/0x1
          -A INPUT -p tcp -j MARK --set-xmark 0x1/0x1`),
        findings: ['warning filter INPUT 2 again because INPUT 1'],
      },
      'three of them': {
        dump: filter(`
          -A INPUT -s 10.0.0.1/32 -j DROP
          -A INPUT -s 10.0.0.1/32 -j DROP
          -A INPUT -s 10.0.0.1/32 -j DROP`),
        findings: [
          'warning filter INPUT 2 again because INPUT 1',
          'warning filter INPUT 3 again because INPUT 1',
        ],
      },
    },
  });

  it('says it alone, without shadowed-rule', async () => {
    const dump = filter(`
      -A INPUT -s 10.0.0.1/32 -j DROP
      -A INPUT -s 10.0.0.1/32 -j DROP`);
    expect((await findingsOf(dump)).map((finding) => finding.rule)).toEqual(['duplicate-rule']);
  });
});

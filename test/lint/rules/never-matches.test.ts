import { describe, expect, it } from 'vitest';
import { filter, findingsOf, lintCases, nat, raw } from '../lintCases.js';

describe('never-matches', () => {
  lintCases('never-matches', {
    valid: {
      'hidden by an earlier rule': filter(`
        -A FORWARD -p tcp -j DROP
        -A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT`),
      'nothing is sent that could match': filter(`
        -A FORWARD -p tcp -j A
        -A A -p udp -j DROP`),
      'another mark, once it took that of a socket': filter(`
        -A INPUT -m mark --mark 0x1 -m socket --restore-skmark -m mark --mark 0x2 -j DROP`),
      'a set in another and not in this': filter(`
        -A FORWARD -m set --match-set a src -m set ! --match-set b src -j DROP`),
      'what conntrack keeps of ICMP in the place of ports': filter(`
        -A FORWARD -p icmp -m conntrack --ctorigdstport 2048 -j ACCEPT`),
      'users of sockets': filter(`
        -A OUTPUT -m owner --uid-owner 0 -j ACCEPT`),
      'states of one connection': filter(`
        -A FORWARD -m conntrack --ctstate NEW -m conntrack --ctstate DNAT -j ACCEPT`),
    },
    invalid: {
      'a value outside the mask': {
        dump: filter('-A FORWARD -m mark --mark 0x1/0x2 -j DROP'),
        findings: ['error filter FORWARD 1 impossible'],
      },
      'two ports at once': {
        dump: filter('-A FORWARD -p tcp -m tcp --dport 80 -m multiport --dports 443,8443 -j DROP'),
        findings: ['error filter FORWARD 1 contradiction'],
      },
      'the way back of what the node sends to itself': {
        dump: raw('-A PREROUTING -i lo -m rpfilter --invert -j DROP'),
        findings: ['error raw PREROUTING 1 contradiction'],
      },
      'a MAC address of what came in by lo': {
        dump: filter('-A INPUT -i lo -m mac --mac-source 02:00:00:00:00:01 -j DROP'),
        findings: ['error filter INPUT 1 contradiction'],
      },
      'a rule of Istio that can match nothing': {
        dump: nat(`
          -A OUTPUT -p tcp -j ISTIO_OUTPUT
          -A ISTIO_OUTPUT -o lo -p tcp -m tcp --dport 80 -m owner --uid-owner 1337 -m multiport --dports 443 -j RETURN`),
        findings: ['error nat ISTIO_OUTPUT 1 contradiction'],
      },
      'in a set and not in it': {
        dump: filter('-A FORWARD -m set --match-set a src -m set ! --match-set a src -j DROP'),
        findings: ['error filter FORWARD 1 contradiction'],
      },
    },
  });

  const words: readonly (readonly [rule: string, message: string])[] = [
    [
      '-A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -m multiport --dports 443,8443 -j DROP',
      'no packet at all matches this rule: its conditions exclude each other: destination port is 80, and destination port is 443 or 8443',
    ],
    [
      '-A FORWARD -s 10.0.0.0/8 -m mark --mark 0x1/0x2 -j DROP',
      'no packet at all matches this rule: mark is 0x1/0x2 can never hold',
    ],
  ];
  it.each(words)('names the parts, and no others: %s', async (rule, message) => {
    expect((await findingsOf(filter(rule), 'never-matches')).map((finding) => finding.message)).toEqual([
      message,
    ]);
  });
});

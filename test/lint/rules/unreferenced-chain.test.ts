import { describe } from 'vitest';
import { filter, lintCases, nat } from '../lintCases.js';

describe('unreferenced-chain', () => {
  lintCases('unreferenced-chain', {
    valid: {
      'empty ones':
        '*filter\n:FORWARD ACCEPT [0:0]\n:waiting - [0:0]\n:KUBE-KUBELET-CANARY - [0:0]\nCOMMIT\n',
      'what programs keep in stock': filter(`
        -A cali-failsafe-in -p tcp -m tcp --dport 22 -j ACCEPT
        -A cali-po-team.allow -p tcp -j DROP`),
      'an excerpt without built-in chains': '*filter\n:A - [0:0]\n-A A -p tcp -j DROP\nCOMMIT\n',
      'called by goto': filter(`
        -A FORWARD -g A
        -A A -p tcp -j DROP`),
    },
    invalid: {
      'a chain that selects packets': {
        dump: filter('-A A -p tcp -j DROP'),
        findings: ['warning filter A unused'],
      },
      'a tool': {
        dump: filter(`
          -A logdrop -m limit --limit 5/min -j LOG
          -A logdrop -j DROP`),
        findings: ['note filter logdrop unused'],
      },
      'where a program begins': {
        dump: filter('-A cali-FORWARD -i cali+ -j DROP') + nat('-A KUBE-SERVICES -d 10.96.0.1/32 -j RETURN'),
        findings: ['error filter cali-FORWARD cut-off', 'error nat KUBE-SERVICES cut-off'],
      },
    },
  });
});

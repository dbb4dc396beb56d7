import { describe } from 'vitest';
import { filter, lintCases } from '../lintCases.js';

describe('unreachable-chain', () => {
  lintCases('unreachable-chain', {
    valid: {
      'one of two ways is open': filter(`
        -A FORWARD -s 10.0.0.0/8 -j ACCEPT
        -A FORWARD -s 10.1.0.0/16 -j A
        -A FORWARD -p udp -j A
        -A A -j DROP`),
      'nothing leads there': filter('-A A -j DROP'),
      'profiles behind one that accepts everything': filter(`
        -A FORWARD -j cali-tw-cali1
        -A cali-tw-cali1 -j cali-pri-kns.a
        -A cali-tw-cali1 -m mark --mark 0x10000/0x10000 -j RETURN
        -A cali-tw-cali1 -j cali-pri-ksa.a.b
        -A cali-pri-kns.a -j MARK --set-xmark 0x10000/0x10000
        -A cali-pri-ksa.a.b -p tcp -j MARK --set-xmark 0x10000/0x10000`),
    },
    invalid: {
      'its only rule matches nothing': {
        dump: filter(`
          -A FORWARD -s 10.0.0.0/8 -j ACCEPT
          -A FORWARD -s 10.1.0.0/16 -j A
          -A A -j B
          -A B -j DROP`),
        findings: ['warning filter A one because FORWARD 2'],
      },
      'all its rules match nothing': {
        dump: filter(`
          -A FORWARD -p tcp -j ACCEPT
          -A FORWARD -p tcp -m tcp --dport 80 -j A
          -A FORWARD -p tcp -m tcp --dport 443 -g A
          -A A -j DROP`),
        findings: ['warning filter A several because FORWARD 2, FORWARD 3'],
      },
      "a program's first chain": {
        dump: filter(`
          -A FORWARD -j ACCEPT
          -A FORWARD -j cali-FORWARD
          -A cali-FORWARD -i cali+ -j DROP`),
        findings: ['warning filter cali-FORWARD one because FORWARD 2'],
      },
    },
  });
});

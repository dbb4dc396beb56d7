import { describe, expect, it } from 'vitest';
import { filter, findingsOf, lintCases } from '../lintCases.js';

const drops = (rules: string): string => filter(rules).replace(':INPUT ACCEPT', ':INPUT DROP');

describe('accept-all-before-policy', () => {
  lintCases('accept-all-before-policy', {
    valid: {
      'an ACCEPT of some': filter(`
        -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A FORWARD -j cali-FORWARD
        -A cali-FORWARD -i cali+ -j DROP`),
      'behind the policy': filter(`
        -A FORWARD -j cali-FORWARD
        -A FORWARD -j ACCEPT
        -A cali-FORWARD -i cali+ -j DROP`),
      'up to a limit': drops(`
        -A INPUT -m limit --limit 5/min -j ACCEPT
        -A INPUT -j KUBE-FIREWALL
        -A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP`),
      'what an explicit DROP has left': drops(`
        -A INPUT -p tcp -j ACCEPT
        -A INPUT ! -p udp -j DROP
        -A INPUT -p udp -j ACCEPT`),
      'an open chain of policy ACCEPT': filter('-A INPUT -j ACCEPT'),
    },
    invalid: {
      "before a program's chain": {
        dump: filter(`
          -A FORWARD -j ACCEPT
          -A FORWARD -j cali-FORWARD
          -A FORWARD -j DOCKER-USER
          -A cali-FORWARD -i cali+ -j DROP
          -A DOCKER-USER -j RETURN`),
        findings: ['error filter FORWARD 1 before-chains'],
      },
      'the last of several that leave nothing': {
        dump: filter(`
          -A INPUT -p tcp -j ACCEPT
          -A INPUT ! -p tcp -j ACCEPT
          -A INPUT -j cali-INPUT
          -A cali-INPUT -i cali+ -j DROP`),
        findings: ['error filter INPUT 2 before-chains'],
      },
      'with a policy that drops': {
        dump: drops(`
          -A INPUT -p tcp -m tcp --dport 25 -j DROP
          -A INPUT -j ACCEPT`),
        findings: ['warning filter INPUT 2 before-policy'],
      },
    },
  });

  it('shows a packet that policy never sees', async () => {
    const [finding] = await findingsOf(
      filter(`
        -A INPUT -p tcp -m tcp --dport 22 -j DROP
        -A INPUT -j ACCEPT
        -A INPUT -j cali-INPUT
        -A cali-INPUT -i cali+ -j DROP`),
      'accept-all-before-policy',
    );
    expect(finding?.witness?.end).toBe('delivered by filter INPUT rule 2');
  });
});

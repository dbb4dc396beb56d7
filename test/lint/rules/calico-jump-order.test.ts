import { describe, expect, it } from 'vitest';
import { felixChain } from '../felixChain.js';
import { filter, findingsOf, lintCases } from '../lintCases.js';

const calico = (hook: string): string => felixChain(hook, `--jump cali-${hook}`).join('\n');
const forward = [
  ...felixChain(
    'cali-FORWARD',
    '--in-interface cali+ --jump cali-from-wl-dispatch',
    '--out-interface cali+ --jump cali-to-wl-dispatch',
  ),
  ...felixChain('cali-from-wl-dispatch', '--in-interface cali1 --goto cali-fw-cali1', '--jump DROP'),
  ...felixChain('cali-to-wl-dispatch', '--out-interface cali1 --goto cali-tw-cali1', '--jump DROP'),
  ...felixChain('cali-fw-cali1', '-m conntrack --ctstate RELATED,ESTABLISHED --jump ACCEPT', '--jump DROP'),
  ...felixChain('cali-tw-cali1', '-m conntrack --ctstate RELATED,ESTABLISHED --jump ACCEPT', '--jump DROP'),
].join('\n');
const input = felixChain('cali-INPUT', '--in-interface cali+ --jump DROP', '-p 4 --jump DROP').join('\n');

describe('calico-jump-order', () => {
  lintCases('calico-jump-order', {
    valid: {
      'Calico first': filter(`${calico('FORWARD')}\n${forward}\n-A FORWARD -j ACCEPT`),
      'denies before Calico': filter(`
        -A FORWARD -s 10.0.0.7/32 -j DROP
        -A FORWARD -j LOG
        ${calico('FORWARD')}
        ${forward}`),
      'accepts of what Calico has no say in': filter(`
        -A FORWARD -i docker0 -o eth0 -j ACCEPT
        -A FORWARD -i cali+ -m conntrack --ctstate ESTABLISHED -j RETURN
        ${calico('FORWARD')}
        ${forward}`),
      'the loopback': filter(`-A INPUT -i lo -j ACCEPT\n${calico('INPUT')}\n${input}`),
      'an excerpt without the built-in chain': `*filter\n:cali-FORWARD - [0:0]\n${forward
        .split('\n')
        .slice(0, 1)
        .join('\n')}\nCOMMIT\n`,
      'no rules of Calico': filter('-A FORWARD -j ACCEPT'),
    },
    invalid: {
      'accepted before Calico': {
        dump: filter(`
          -A FORWARD -o cali+ -p tcp -m tcp --dport 80 -j ACCEPT
          -A FORWARD -i docker0 -j ACCEPT
          -A FORWARD -i eth1 -o eth0 -j ACCEPT
          ${calico('FORWARD')}
          ${forward}
          -A FORWARD -i eth0 -j LOG`),
        findings: ['warning filter FORWARD 4 several because FORWARD 1, FORWARD 2'],
      },
      'by a rule of a called chain': {
        dump: filter(`
          -A FORWARD -j OWN
          ${calico('FORWARD')}
          ${forward}
          -A FORWARD -i eth0 -j LOG
          -A OWN -d 10.244.0.0/16 -j ACCEPT`),
        findings: ['warning filter FORWARD 2 one because OWN 1'],
      },
      'where Calico was told to come last': {
        dump: filter(`
          -A FORWARD -d 10.244.0.0/16 -j ACCEPT
          ${calico('FORWARD')}
          ${forward}`),
        findings: ['note filter FORWARD 2 one because FORWARD 1'],
      },
      'nothing leads to Calico': {
        dump: filter(`${forward}\n-A FORWARD -j ACCEPT`),
        findings: ['error filter cali-FORWARD not-called'],
      },
    },
  });

  it('shows a packet that gets past Calico', async () => {
    const [finding] = await findingsOf(
      filter(`-A FORWARD -d 10.244.0.0/16 -j ACCEPT\n${calico('FORWARD')}\n${forward}`),
      'calico-jump-order',
    );
    expect(finding?.witness?.end).toBe('forwarded by filter FORWARD rule 1');
  });
});

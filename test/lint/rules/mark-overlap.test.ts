import { describe, expect, it } from 'vitest';
import { filter, findingsOf, lintCases, nat } from '../lintCases.js';

const kubeProxy = nat(`
  -A POSTROUTING -j KUBE-POSTROUTING
  -A PREROUTING ! -s 10.244.0.0/16 -d 10.96.0.10/32 -j KUBE-MARK-MASQ
  -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
  -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
  -A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
  -A KUBE-POSTROUTING -j MASQUERADE --random-fully`);

const mangle = (rule: string): string =>
  [
    '*mangle',
    ...['PREROUTING', 'FORWARD', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]`),
    rule,
    'COMMIT',
    '',
  ].join('\n');

const calico = `
  -A FORWARD -j cali-FORWARD
  -A cali-FORWARD -i cali+ -j cali-tw-cali1
  -A cali-tw-cali1 -j MARK --set-xmark 0x0/0x10000
  -A cali-tw-cali1 -m mark --mark 0x0/0x20000 -j cali-pi-team.allow
  -A cali-tw-cali1 -m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 -j RETURN
  -A cali-pi-team.allow -p tcp -j MARK --set-xmark 0x10000/0x10000
  -A cali-pi-team.allow -m mark --mark 0x10000/0x10000 -j RETURN`;

const kubeRouter = `
  -A FORWARD -j KUBE-ROUTER-FORWARD
  -A KUBE-ROUTER-FORWARD -i eth0 -j KUBE-POD-FW-AAAAAAAAAAAAAAAA
  -A KUBE-POD-FW-AAAAAAAAAAAAAAAA -m mark ! --mark 0x10000/0x10000 -j REJECT --reject-with icmp-port-unreachable
  -A KUBE-POD-FW-AAAAAAAAAAAAAAAA -j MARK --set-xmark 0x20000/0x20000`;

describe('mark-overlap', () => {
  lintCases('mark-overlap', {
    valid: {
      'kube-proxy and Calico': kubeProxy + filter(calico),
      'bits of nobody else': kubeProxy + mangle('-A FORWARD -j MARK --set-xmark 0x1/0xff'),
      'all bits, but before any program sets one':
        kubeProxy + mangle('-A PREROUTING -j MARK --set-xmark 0x1/0xffffffff'),
      'all bits, where no program asks any more':
        kubeProxy + mangle('-A OUTPUT -j MARK --set-xmark 0x1/0xffffffff'),
    },
    invalid: {
      'two programs with the same bits': {
        dump: filter(calico + kubeRouter),
        findings: ['warning filter cali-tw-cali1 1 programs because KUBE-POD-FW-AAAAAAAAAAAAAAAA 1'],
      },
      'a mask that covers the bits of another': {
        dump: filter(
          `${calico}
          -A FORWARD -j ts-forward
          -A ts-forward -i tailscale0 -j MARK --set-xmark 0x40000/0xff0000
          -A ts-forward -m mark --mark 0x40000/0xff0000 -j ACCEPT`,
        ),
        findings: ['warning filter cali-tw-cali1 1 programs because ts-forward 1'],
      },
      'overwritten between setting and asking': {
        dump: kubeProxy + mangle('-A FORWARD -j MARK --set-xmark 0x1/0xffffffff'),
        findings: ['warning mangle FORWARD 1 wiped because KUBE-MARK-MASQ 1, KUBE-POSTROUTING 1'],
      },
      'taken over from the connection': {
        dump:
          kubeProxy +
          mangle('-A POSTROUTING -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff'),
        findings: ['warning mangle POSTROUTING 1 wiped because KUBE-MARK-MASQ 1, KUBE-POSTROUTING 1'],
      },
      'set where a program asks later': {
        dump: kubeProxy + mangle('-A PREROUTING -s 10.9.0.0/16 -j MARK --set-xmark 0x4000/0x4000'),
        findings: ['warning mangle PREROUTING 1 set because KUBE-POSTROUTING 1'],
      },
    },
  });

  it('says what the bits mean to whom', async () => {
    const [finding] = await findingsOf(filter(calico + kubeRouter), 'mark-overlap');
    expect(finding?.message).toBe(
      'Calico and kube-router both use 0x10000 of the mark: for Calico it says "a policy or profile accepted the packet", for kube-router "a network policy allows it"; each takes what the other set for its own',
    );
  });
});

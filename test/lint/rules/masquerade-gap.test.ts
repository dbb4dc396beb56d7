import { describe } from 'vitest';
import { lintCases, nat } from '../lintCases.js';

const kubeProxy = `
  -A PREROUTING ! -s 10.244.0.0/16 -d 10.96.0.10/32 -j KUBE-MARK-MASQ
  -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
  -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
  -A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
  -A KUBE-POSTROUTING -j MASQUERADE --random-fully`;

describe('masquerade-gap', () => {
  lintCases('masquerade-gap', {
    valid: {
      'as kube-proxy writes it': nat(`
        -A POSTROUTING -j KUBE-POSTROUTING${kubeProxy}`),
      'another source is given before': nat(`
        -A POSTROUTING -s 10.244.0.0/16 -o eth0 -j SNAT --to-source 192.0.2.1
        -A POSTROUTING -j KUBE-POSTROUTING${kubeProxy}`),
      'an exception for what is not marked': nat(`
        -A POSTROUTING -d 10.244.0.0/16 -m mark ! --mark 0x4000/0x4000 -j ACCEPT
        -A POSTROUTING -j KUBE-POSTROUTING${kubeProxy}`),
      'an exception behind': nat(`
        -A POSTROUTING -j KUBE-POSTROUTING
        -A POSTROUTING -d 10.244.0.0/16 -j ACCEPT${kubeProxy}`),
      'marks without a table that sets them': nat('-A POSTROUTING -d 10.244.0.0/16 -j ACCEPT'),
    },
    invalid: {
      'an ACCEPT before': {
        dump: nat(`
          -A POSTROUTING -d 10.244.0.0/16 -j ACCEPT
          -A POSTROUTING -j KUBE-POSTROUTING${kubeProxy}`),
        findings: ['warning nat POSTROUTING 1 taken because KUBE-POSTROUTING 1'],
      },
      'a RETURN before': {
        dump: nat(`
          -A POSTROUTING -o cni0 -j RETURN
          -A POSTROUTING -j KUBE-POSTROUTING${kubeProxy}`),
        findings: ['warning nat POSTROUTING 1 taken because KUBE-POSTROUTING 1'],
      },
      'nothing leads to the rule': {
        dump: nat(`
          -A POSTROUTING -o eth9 -j LOG${kubeProxy}`),
        findings: ['warning nat KUBE-MARK-MASQ 1 never'],
      },
    },
  });
});

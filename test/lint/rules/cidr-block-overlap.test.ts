import { describe } from 'vitest';
import { filter, lintCases, nat } from '../lintCases.js';

const blocking = (range: string): string =>
  filter(`
    -A FORWARD -j cali-FORWARD
    -A cali-FORWARD -j cali-cidr-block
    -A cali-cidr-block -d ${range} -j DROP`);

const services = nat(`
  -A PREROUTING -j KUBE-SERVICES
  -A KUBE-SERVICES ! -s 10.244.0.0/16 -d 10.96.0.1/32 -j KUBE-MARK-MASQ
  -A KUBE-SERVICES -d 10.96.0.1/32 -j KUBE-SEP-AAAAAAAAAAAAAAAA
  -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
  -A KUBE-SEP-AAAAAAAAAAAAAAAA -p tcp -j DNAT --to-destination 192.168.7.1:6443`);

describe('cidr-block-overlap', () => {
  lintCases('cidr-block-overlap', {
    valid: {
      'the range of services': blocking('10.96.0.0/12') + services,
      'without kube-proxy': blocking('10.0.0.0/8'),
    },
    invalid: {
      'pods lie in it': {
        dump: blocking('10.128.0.0/9') + blocking('10.0.0.0/8') + services,
        findings: ['error filter cali-cidr-block 1 cluster-range because KUBE-SERVICES 1'],
      },
      'a part of the pods': {
        dump: blocking('10.244.7.0/24') + services,
        findings: ['error filter cali-cidr-block 1 cluster-range because KUBE-SERVICES 1'],
      },
      'an endpoint lies in it': {
        dump: blocking('192.168.0.0/16') + services,
        findings: ['error filter cali-cidr-block 1 endpoint because KUBE-SEP-AAAAAAAAAAAAAAAA 1'],
      },
    },
  });
});

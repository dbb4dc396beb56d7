import { explainCondition } from '../../src/condition/explain.js';
import type { Describe } from '../../src/format/describe.js';

const chains: ReadonlyMap<string, string> = new Map([
  ['cali-from-host-endpoint', 'not from a workload'],
  ['cali-to-wl-dispatch', 'to a workload'],
  ['cali-tw-cali0ef24b1', 'workload cali0ef24b1, traffic to it'],
  ['cali-pi-namespace-default', 'policy namespace-default, ingress'],
  ['KUBE-SVC-2IRACUALRELARSND', 'pick an endpoint of default/webapp:http'],
]);

/** Meaning in words for the samples. */
export const describe: Describe = {
  describeChain: (_, __, chain) => {
    const purpose = chains.get(chain);
    return purpose === undefined
      ? undefined
      : { owner: chain.startsWith('KUBE') ? 'kube-proxy' : 'Calico', purpose };
  },
  describeRule: (_, rule) => (rule.text.includes('0x0/0x7000000') ? "clear Calico's bits" : undefined),
  describeMarkChange: (_, from, to) => ((((to & ~from) >>> 0) & 0x10000) === 0 ? '' : '+accept (Calico)'),
  explainCondition,
};

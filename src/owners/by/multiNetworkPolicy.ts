import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'multi-networkpolicy';

/** Policies on secondary interfaces, in the pod's own namespace. @see k8snetworkplumbingwg/multi-networkpolicy-iptables */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^MULTI-(INGRESS|EGRESS)$/, (way = '') => `policies on secondary interfaces, ${way.toLowerCase()}`],
    [/^MULTI-(INGRESS|EGRESS)-COMMON$/, (way = '') => `always allowed, ${way.toLowerCase()}`],
    [
      /^MULTI-([0-9]+)-(INGRESS|EGRESS)$/,
      (number = '', way = '') => `policy ${number}, ${way.toLowerCase()}`,
    ],
    [
      /^MULTI-([0-9]+)-(INGRESS|EGRESS)-([0-9]+)-(PORTS|FROM|TO)$/,
      (number = '', way = '', rule = '', part = '') =>
        `policy ${number}, ${way.toLowerCase()} rule ${rule}: ${part === 'PORTS' ? 'ports' : 'peers'}`,
    ],
  ]),
});

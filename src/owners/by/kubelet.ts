import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'kubelet';

/** The kubelet's empty chains. @see kubernetes pkg/kubelet/kubelet_network_linux.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^KUBE-KUBELET-CANARY$/, 'empty: shows the kubelet that nobody flushed the tables'],
    [/^KUBE-IPTABLES-HINT$/, 'empty: shows others which iptables backend is in use'],
  ]),
});

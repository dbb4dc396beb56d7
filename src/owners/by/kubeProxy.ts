import { kubeChainStory } from '../kube/chains.js';
import { kubeMarkBits, kubeMarks } from '../kube/marks.js';
import { describeKubeRule } from '../kube/rules.js';
import { describeKubeSet } from '../kube/sets.js';
import { owner } from '../owner.js';

/**
 * kube-proxy in iptables, IPVS and the old userspace mode, and the helper chains it shares with the kubelet.
 * @see kubernetes pkg/proxy/iptables/proxier.go, pkg/proxy/ipvs/proxier.go
 */
export default owner({
  name: 'kube-proxy',
  describeChain: kubeChainStory,
  describeRule: describeKubeRule,
  markBits: kubeMarkBits,
  markDoubts: (ruleset) => kubeMarks(ruleset).doubts,
  describeSet: describeKubeSet,
});

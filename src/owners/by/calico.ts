import { calicoChainStory } from '../calico/chains.js';
import { isEbpf } from '../calico/comments.js';
import { calicoMarkBits, calicoMarks } from '../calico/marks.js';
import { describeCalicoRule } from '../calico/rules.js';
import { describeCalicoSet } from '../calico/sets.js';
import { owner } from '../owner.js';

/**
 * Calico's Felix, iptables dataplane, every version since 2.1; the names of older ones are known as leftovers.
 * @see calico felix/rules
 */
export default owner({
  name: 'Calico',
  describeChain: calicoChainStory,
  describeRule: describeCalicoRule,
  markBits: calicoMarkBits,
  markDoubts: (ruleset) => calicoMarks(ruleset).doubts,
  decidesElsewhere: (ruleset) =>
    isEbpf(ruleset)
      ? "Calico's eBPF programs, which hold its policies on this node, are in no dump: taken to let packets through as they are"
      : undefined,
  describeSet: describeCalicoSet,
});

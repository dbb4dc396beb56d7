import { all, any, not, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { Setting } from '../extension/option.js';
import { asks } from '../extension/shapes/asks.js';
import { uint32 } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';

/**
 * The control group of the process whose socket the packet belongs to. Without a socket neither form holds. A received packet
 * may have one as well, if the kernel found its socket early.
 * @see linux net/netfilter/xt_cgroup.c cgroup_mt_v2
 * @see iptables extensions/libxt_cgroup.c
 */
export default match({
  name: 'cgroup',
  families: [4, 6],
  options: {
    path: { type: text(0, 511), invert: true },
    cgroup: { type: uint32, invert: true },
  },
  condition(values) {
    const parts: Condition[] = [];
    if (values.path !== undefined) parts.push(inGroup(values.path, `the control group ${values.path.value}`));
    if (values.cgroup !== undefined) {
      parts.push(inGroup(values.cgroup, `the net_cls class ${values.cgroup.value}`));
    }
    return all(...parts);
  },
});

function inGroup({ value, negated }: Setting<string | number>, words: string): Condition {
  const because = 'the processes of the node are no part of a dump';
  const holds = asks(`cgroup:${value}`, `does the packet belong to a process in ${words}`, because, 'uid');
  if (!negated) return holds;
  const owned = asks('cgroup:socket', 'does the packet belong to a local process', because);
  return all(any(oneOf('socket', 'yes'), owned), not(holds));
}

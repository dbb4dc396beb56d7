import { all, negateIf, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asks } from '../extension/shapes/asks.js';
import { given } from '../extension/shapes/given.js';
import { number, uint32 } from '../extension/types/numbers.js';

/** @see linux include/uapi/linux/netfilter/xt_cluster.h XT_CLUSTER_NODES_MAX */
const mostNodes = 32;

/**
 * Whether this machine of a cluster is the one for the packet's connection. Needs a connection, negated or not. All machines of a cluster may
 * share a multicast address of the link, so that the match takes such frames for its own.
 * @see linux net/netfilter/xt_cluster.c xt_cluster_mt
 * @see iptables extensions/libxt_cluster.c
 */
export default match({
  name: 'cluster',
  families: [4, 6],
  joinsFragments: true,
  options: {
    'cluster-total-nodes': { type: number(1, mostNodes), required: true },
    'cluster-local-node': {
      type: number(1, mostNodes),
      invert: true,
      excludes: ['cluster-local-nodemask'],
    },
    'cluster-local-nodemask': {
      type: number(1, mostNodes),
      invert: true,
      excludes: ['cluster-local-node'],
    },
    'cluster-hash-seed': { type: uint32, required: true },
  },
  check(values) {
    const total = values['cluster-total-nodes']?.value ?? 0;
    const node = values['cluster-local-node']?.value;
    const mask = values['cluster-local-nodemask']?.value;
    if (node === undefined && mask === undefined) {
      return '--cluster-local-node or --cluster-local-nodemask must be given';
    }
    return (node !== undefined && node > total) || (mask !== undefined && mask >= 2 ** total)
      ? `there are only ${total} nodes`
      : undefined;
  },
  condition(values) {
    const total = given(values['cluster-total-nodes']).value;
    const seed = given(values['cluster-hash-seed']).value;
    const chosen = values['cluster-local-node'] ?? given(values['cluster-local-nodemask']);
    const which =
      values['cluster-local-node'] === undefined
        ? `one of the nodes 0x${chosen.value.toString(16)}`
        : `node ${chosen.value}`;
    return all(
      oneOf('ctEntry', 'yes'),
      negateIf(
        chosen.negated,
        asks(
          `cluster:${which} of ${total}, seed ${seed}`,
          `does the connection belong to ${which} of ${total}`,
          'the hash that chooses the node is not computed here',
          'ctOriginalSource',
        ),
      ),
    );
  },
  effects: () => [{ kind: 'frame-taken' }],
});

import type { Connection } from '../packet/packet.js';
import { addHop, type Branch } from './branch.js';
import { changesBetween } from './changes.js';
import { begins, identify, isSeenBefore } from './conntrack.js';
import type { Walk } from './walk.js';

/**
 * What comes in by lo this node has sent: it comes with the entry that it got on its way out, where nat has decided. It is not looked up again.
 * @see linux drivers/net/loopback.c loopback_xmit, net/netfilter/nf_conntrack_core.c nf_conntrack_in, net/netfilter/nf_nat_core.c nf_nat_inet_fn
 */
export function withEntryOfSender(walk: Walk, branch: Branch): Branch {
  if (branch.packet.fragment !== 'none') return branch;
  const { found, why } = identify(walk, branch, 'OUTPUT');
  const first = begins(found.state, branch.packet) && !isSeenBefore(found);
  const known: Connection = first
    ? { ...found, status: confirmed(found), sourceDone: true, destinationDone: true }
    : found;
  const next = { ...branch, connection: known };
  return addHop(next, {
    kind: 'conntrack',
    hook: 'PREROUTING',
    connection: known,
    text: `${known.state}: ${why}${first ? '; by lo its entry comes with it, and nat has decided as it was sent' : ''}`,
    changes: changesBetween(branch, next),
    ...(walk.tracking.assumed === undefined ? {} : { assumptions: walk.tracking.assumed }),
  });
}

/** The ctstatus of a packet behind POSTROUTING. @see linux net/netfilter/nf_conntrack_core.c __nf_conntrack_confirm */
export function confirmed({ status }: Connection): Connection['status'] {
  return status.includes('CONFIRMED') ? status : [...status, 'CONFIRMED'];
}

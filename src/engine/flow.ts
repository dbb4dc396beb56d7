import { refusedUnseen } from '../node/martian.js';
import type { DispositionKind } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { addHop, endBy, endByKernel, onward } from './branch.js';
import { changesBetween } from './changes.js';
import { awayFromLo } from './knowledge.js';
import { confirmed } from './overLo.js';
import { routeInput, routeOutput } from './routing.js';
import { lowerTtl } from './ttl.js';
import type { Walk } from './walk.js';
import { walkHook } from './walkHook.js';

/** A received packet: PREROUTING, then INPUT, or FORWARD and POSTROUTING. */
export function incoming(walk: Walk, branch: Branch): readonly Branch[] {
  const isFromOutside = !branch.looped && !branch.inOpen && branch.packet.inInterface !== 'lo';
  const refused = isFromOutside ? refusedUnseen(walk.node, branch.packet) : undefined;
  if (refused !== undefined) return [endByKernel(branch, 'dropped', refused.reason, refused.reads)];
  const routed = onward(walkHook(walk, branch, 'PREROUTING'), (each) => routeInput(walk, each));
  return onward(routed, (each) =>
    each.packet.outInterface === '' && !each.outOpen ? deliver(walk, each) : forward(walk, each),
  );
}

/** IPv4 joins fragments before INPUT, IPv6 behind it. @see linux net/ipv4/ip_input.c ip_local_deliver */
function deliver(walk: Walk, branch: Branch): readonly Branch[] {
  if (branch.packet.family === 4 && branch.packet.fragment !== 'none')
    return [
      endByKernel(branch, 'dropped', 'a fragment for this node waits for the others before INPUT sees it'),
    ];
  return onward(walkHook(walk, branch, 'INPUT'), (each) =>
    each.balanced === undefined ? [finish(walk, each, 'delivered')] : sendBalanced(walk, each),
  );
}

function forward(walk: Walk, branch: Branch): readonly Branch[] {
  const passed = walkHook(walk, branch, 'FORWARD');
  return onward(passed, (each) =>
    onward(walkHook(walk, each, 'POSTROUTING'), (out) => [finish(walk, out, 'forwarded')]),
  );
}

/** A packet of this node: routed first, then OUTPUT and POSTROUTING; over lo it comes in again. */
export function outgoing(walk: Walk, branch: Branch): readonly Branch[] {
  const sent = onward(routeOutput(walk, branch), (each) => walkHook(walk, each, 'OUTPUT'));
  return onward(sent, (each) => leave(walk, each));
}

function leave(walk: Walk, branch: Branch): readonly Branch[] {
  const routed: Branch =
    branch.rerouted === undefined
      ? branch
      : {
          ...branch,
          packet: { ...branch.packet, outInterface: branch.rerouted },
          outOpen: branch.rerouted === '',
          rerouted: undefined,
          secondRoute: true,
          knowledge: awayFromLo({ ...branch.knowledge, outInterface: [] }),
        };
  return onward(walkHook(walk, routed, 'POSTROUTING'), (each) =>
    each.packet.outInterface === 'lo' ? incoming(walk, loopedBack(each)) : [finish(walk, each, 'sent')],
  );
}

/** Over lo the packet comes in again, with its mark and its entry, which POSTROUTING has confirmed. */
function loopedBack(branch: Branch): Branch {
  const { connection, packet } = branch;
  const next: Branch = {
    ...branch,
    looped: true,
    strayed: branch.template.zone !== 0,
    template: { zone: 0 },
    inOpen: false,
    packet: { ...packet, inInterface: 'lo', outInterface: '' },
    connection: connection.entry ? { ...connection, status: confirmed(connection) } : connection,
  };
  return addHop(next, {
    kind: 'routing',
    hook: 'PREROUTING',
    decision: 'input',
    outInterface: '',
    text: 'comes in again by lo',
    changes: changesBetween(branch, next),
    assumptions: [],
  });
}

/**
 * IPVS sends what it balanced as if this node had sent it, but on its way from elsewhere: one hop less to live.
 * @see linux net/netfilter/ipvs/ip_vs_xmit.c ip_vs_nat_xmit, decrement_ttl
 */
function sendBalanced(walk: Walk, branch: Branch): readonly Branch[] {
  const routed = onward(routeOutput(walk, { ...branch, balanced: undefined }), (each) =>
    each.packet.outInterface === 'lo' ? [each] : [lowerTtl(each)],
  );
  const sent = onward(routed, (each) => walkHook(walk, each, 'OUTPUT'));
  return onward(sent, (each) =>
    onward(walkHook(walk, each, 'POSTROUTING'), (out) => [finish(walk, out, 'forwarded')]),
  );
}

/** The way's end; where no rule of the filter table decided, that says how much it is worth. */
function finish(walk: Walk, branch: Branch, kind: DispositionKind): Branch {
  const filtered = walk.ruleset.tables.some(({ name }) => name === 'filter');
  const reason = filtered
    ? 'no rule of the filter table stood in the way'
    : 'the dump has no filter table that could stop it';
  return endBy(branch, { kind, by: branch.decided ?? { kind: 'kernel', reason } });
}

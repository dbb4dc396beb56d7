import type { DispositionKind } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { endBy, endByKernel, onward } from './branch.js';
import { routeInput, routeOutput } from './routing.js';
import type { Walk } from './walk.js';
import { walkHook } from './walkHook.js';

/** A received packet: PREROUTING, then INPUT, or FORWARD and POSTROUTING. */
export function incoming(walk: Walk, branch: Branch): readonly Branch[] {
  const routed = onward(walkHook(walk, branch, 'PREROUTING'), (each) => routeInput(walk, each));
  return onward(routed, (each) =>
    each.packet.outInterface === '' && !each.outOpen ? deliver(walk, each) : forward(walk, each),
  );
}

function deliver(walk: Walk, branch: Branch): readonly Branch[] {
  return onward(walkHook(walk, branch, 'INPUT'), (each) =>
    each.balanced === undefined ? [finish(walk, each, 'delivered')] : sendBalanced(walk, each),
  );
}

function forward(walk: Walk, branch: Branch): readonly Branch[] {
  const passed = onward(lowerTtl(branch), (each) => walkHook(walk, each, 'FORWARD'));
  return onward(passed, (each) =>
    onward(walkHook(walk, each, 'POSTROUTING'), (out) => [finish(walk, out, 'forwarded')]),
  );
}

/** Takes one off the ttl of a packet that goes on, or ends it there. @see linux net/ipv4/ip_forward.c ip_forward */
function lowerTtl(branch: Branch): readonly Branch[] {
  const { packet } = branch;
  if (packet.ttl > 1) return [{ ...branch, packet: { ...packet, ttl: packet.ttl - 1 } }];
  const name = packet.family === 4 ? 'ttl' : 'hop limit';
  return [endByKernel(branch, 'dropped', `the ${name} runs out: time exceeded goes back to the sender`)];
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
        };
  return onward(walkHook(walk, routed, 'POSTROUTING'), (each) =>
    each.packet.outInterface === 'lo' ? incoming(walk, loopedBack(each)) : [finish(walk, each, 'sent')],
  );
}

function loopedBack(branch: Branch): Branch {
  return { ...branch, looped: true, packet: { ...branch.packet, inInterface: 'lo', outInterface: '' } };
}

/**
 * IPVS sends what it balanced as if this node had sent it, but on its way from elsewhere: one hop less to live.
 * @see linux net/netfilter/ipvs/ip_vs_xmit.c ip_vs_nat_xmit, decrement_ttl
 */
function sendBalanced(walk: Walk, branch: Branch): readonly Branch[] {
  const routed = onward(routeOutput(walk, { ...branch, balanced: undefined }), (each) =>
    each.packet.outInterface === 'lo' ? [each] : lowerTtl(each),
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

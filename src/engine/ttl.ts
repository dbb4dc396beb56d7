import type { Branch } from './branch.js';
import { endByKernel } from './branch.js';

/** Takes one off the ttl of a packet that is sent on, or ends it there. @see linux net/ipv4/ip_forward.c ip_forward */
export function lowerTtl(branch: Branch): Branch {
  const { packet } = branch;
  if (packet.ttl > 1) return { ...branch, packet: { ...packet, ttl: packet.ttl - 1 } };
  const name = packet.family === 4 ? 'ttl' : 'hop limit';
  return endByKernel(branch, 'dropped', `the ${name} runs out: time exceeded goes back to the sender`, [
    'ttl',
  ]);
}

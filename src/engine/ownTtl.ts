import type { Node } from '../node/node.js';
import { lookUpRoute } from '../node/route.js';
import { ttlOfNode } from '../node/sysctls.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Packet } from '../packet/packet.js';

/** What the node itself sends has the ttl that its kernel gives, where nobody said another and that is known. */
export function withOwnTtl(
  node: Node,
  described: DescribedPacket,
  outInterface: string | undefined,
): DescribedPacket {
  const { packet, assumed } = described;
  if ((packet.inInterface !== '' && packet.inInterface !== 'lo') || !assumed.includes('ttl'))
    return described;
  const ttl = ttlOfNode(node.sysctls, packet.family, () => waysOut(node, packet, outInterface));
  return ttl === undefined ? described : { ...described, packet: { ...packet, ttl } };
}

/** By which interfaces it may leave. */
function waysOut(node: Node, packet: Packet, outInterface: string | undefined): readonly string[] {
  if (outInterface !== undefined) return [outInterface];
  if (packet.inInterface === 'lo') return ['lo'];
  const answer = lookUpRoute(node, packet);
  if (answer.kind === 'local') return ['lo'];
  return 'choices' in answer ? answer.choices.map(({ device = '' }) => device) : [];
}

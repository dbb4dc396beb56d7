import type { Node } from '../node/node.js';
import { ownTtl } from '../node/ownTtl.js';
import type { DescribedPacket } from '../packet/describePacket.js';

/** What the node itself sends has the ttl that its kernel gives, where nobody said another and that is known. */
export function withOwnTtl(
  node: Node,
  described: DescribedPacket,
  outInterface: string | undefined,
): DescribedPacket {
  const { packet, assumed } = described;
  const { inInterface } = packet;
  if ((inInterface !== '' && inInterface !== 'lo') || !assumed.includes('ttl')) return described;
  const ttl = ownTtl(
    node,
    { ...packet, inInterface: '' },
    outInterface ?? (inInterface === 'lo' ? 'lo' : undefined),
  );
  return ttl === undefined ? described : { ...described, packet: { ...packet, ttl } };
}

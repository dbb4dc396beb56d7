import { DCCP } from '../netfilter/protocols.js';
import type { CtDirection } from '../netfilter/states.js';
import { isOwnAnswer } from '../packet/ownAnswer.js';
import type { Connection, Packet, Tuple } from '../packet/packet.js';

type Tuples = Pick<Connection, 'original' | 'reply' | 'unknown'>;

/** The direction in which conntrack finds a packet behind the first one of its connection; `sent`: in which it is meant. */
export function foundDirection({ protocol }: Packet, connection: Tuples, sent: CtDirection): CtDirection {
  const { original, reply, unknown = [] } = connection;
  const [there, back] = protocol === DCCP ? [portless(original), portless(reply)] : [original, reply];
  return unknown.length === 0 && isOwnAnswer(protocol, there, back) ? 'REPLY' : sent;
}

/** Whether that is so only where conntrack knows no ports of DCCP, which it does before Linux 6.17. */
export function standsOnKernel({ protocol }: Packet, { original, reply }: Tuples): boolean {
  return (
    protocol === DCCP &&
    isOwnAnswer(protocol, portless(original), portless(reply)) &&
    !isOwnAnswer(protocol, original, reply)
  );
}

function portless({ source, destination }: Tuple): Tuple {
  return { source, destination };
}

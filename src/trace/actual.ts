import { writeAddress } from '../address/address.js';
import type { Condition } from '../condition/condition.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { writeMark } from '../netfilter/marks.js';
import { fieldWords } from '../packet/field.js';
import type { Field } from '../packet/field.js';
import type { Connection, Packet } from '../packet/packet.js';
import { writePacket } from '../packet/writePacket.js';

/** The packet's own values of what a condition reads: `destination port 443`. Empty where it reads none. */
export function explainActual(condition: Condition, packet: Packet, connection: Connection): string {
  return [...fieldsOf(condition)]
    .map((field) => `${fieldWords(field)} ${actualValue(field, packet, connection)}`)
    .join(', ');
}

function actualValue(field: Field, packet: Packet, connection: Connection): string {
  switch (field) {
    case 'connectionMark':
      return connection.entry ? writeMark(connection.mark) : 'none';
    case 'mark':
      return writeMark(packet.mark);
    case 'tos':
      return writeMark(packet.tos);
    case 'ctState':
      return statesOf(connection).join(',');
    case 'ctStatus':
      return connection.entry && connection.status.length > 0 ? connection.status.join(',') : 'none';
    case 'ctDirection':
      return connection.entry ? connection.direction : 'none';
    case 'ctEntry':
      return connection.entry ? 'yes' : 'no';
    case 'ctOriginalSource':
      return endOf(connection, 'original', 'source');
    case 'ctOriginalDestination':
      return endOf(connection, 'original', 'destination');
    case 'ctReplySource':
      return endOf(connection, 'reply', 'source');
    case 'ctReplyDestination':
      return endOf(connection, 'reply', 'destination');
    case 'ctProtocol':
      return connection.entry ? String(connection.protocol ?? packet.protocol) : 'none';
    default:
      return String(writePacket(packet).get(field) ?? 'none');
  }
}

function endOf(connection: Connection, side: 'original' | 'reply', end: 'source' | 'destination'): string {
  if (!connection.entry) return 'none';
  const { unseen } = connection;
  const seen = unseen === undefined || (unseen === end) === (side === 'reply');
  return seen ? writeAddress(connection[side][end]) : 'unknown';
}

/** Every ctstate the packet has: its own and the virtual ones. @see linux net/netfilter/xt_conntrack.c conntrack_mt */
export function statesOf(connection: Connection): readonly string[] {
  if (!connection.entry) return [connection.state];
  return [
    connection.state,
    ...(connection.sourceTranslated ? ['SNAT'] : []),
    ...(connection.destinationTranslated ? ['DNAT'] : []),
  ];
}

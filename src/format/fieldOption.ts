import type { Field } from '../packet/field.js';

const options: Partial<Record<Field, string>> = {
  source: '--src',
  destination: '--dst',
  protocol: '--proto',
  sourcePort: '--sport',
  destinationPort: '--dport',
  icmpType: '--icmp-type',
  icmpCode: '--icmp-type',
  ttl: '--ttl',
  length: '--length',
  sourceMac: '--mac-src',
  uid: '--uid',
  gid: '--gid',
  mark: '--mark',
  connectionMark: '--connmark',
  tcpFlags: '--tcp-flags',
  tos: '--tos',
  ctState: '--ctstate',
  ctStatus: '--ctstatus',
  ctDirection: '--ctdir',
  packetType: '--pkt-type',
  fragment: '--fragment',
  extensionHeader: '--headers',
  inInterface: '--iif',
  outInterface: '--oif',
};

/** The option that gives a packet's field, or undefined where none does. */
export function fieldOption(field: Field): string | undefined {
  return options[field];
}

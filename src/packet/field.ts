/** Fields that hold an address. `ct…` are the tuples of the connection's entry, absent where there is none. */
const addressFields = [
  'source',
  'destination',
  'ctOriginalSource',
  'ctOriginalDestination',
  'ctReplySource',
  'ctReplyDestination',
] as const;
export type AddressField = (typeof addressFields)[number];

const addressSet: ReadonlySet<string> = new Set(addressFields);

/** Whether a field holds an address. */
export function isAddressField(field: Field): field is AddressField {
  return addressSet.has(field);
}

/**
 * Fields that hold a number: ports and ICMP types 0 to 65535 or 255, lengths in bytes, `sourceMac` 48 bits, the rest 32
 * bits. Absent where the packet has no such thing (a port of ICMP, the user of a forwarded packet).
 */
export type NumericField =
  | 'protocol'
  | 'sourcePort'
  | 'destinationPort'
  | 'icmpType'
  | 'icmpCode'
  | 'ttl'
  | 'length'
  | 'sourceMac'
  | 'uid'
  | 'gid'
  | 'ctProtocol'
  | 'ctOriginalSourcePort'
  | 'ctOriginalDestinationPort'
  | 'ctReplySourcePort'
  | 'ctReplyDestinationPort'
  | 'cpu'
  | 'realm'
  | 'inGroup'
  | 'outGroup'
  | 'espSpi'
  | 'ahSpi'
  | 'ipcompCpi'
  | 'sctpChunk'
  | 'dccpType';

/** Fields matched bit by bit: marks 32 bits, TCP flags 6 bits, tos 8 bits. */
export type BitsField = 'mark' | 'connectionMark' | 'tcpFlags' | 'tos';

/**
 * Fields with named values; a packet may have several values of one field at a time (`ctState` NEW and DNAT).
 * `ctEntry`: `yes` where the packet belongs to a connection that conntrack follows, else `no`.
 * `ipOption`, `extensionHeader`, `tcpOption`: the options and headers the packet carries, by number or IPv6 header name.
 * `socket`: `yes` where a local socket sent the packet, else `no`.
 */
export type NamedField =
  | 'ctState'
  | 'ctStatus'
  | 'ctDirection'
  | 'ctEntry'
  | 'packetType'
  | 'fragment'
  | 'tcpOption'
  | 'ipOption'
  | 'extensionHeader'
  | 'socket';

export type InterfaceField = 'inInterface' | 'outInterface';

/** Everything a condition may read of a packet. */
export type Field = AddressField | NumericField | BitsField | NamedField | InterfaceField;

const words: Readonly<Record<Field, string>> = {
  source: 'source',
  destination: 'destination',
  ctOriginalSource: 'original source',
  ctOriginalDestination: 'original destination',
  ctReplySource: 'reply source',
  ctReplyDestination: 'reply destination',
  protocol: 'protocol',
  sourcePort: 'source port',
  destinationPort: 'destination port',
  icmpType: 'icmp type',
  icmpCode: 'icmp code',
  ttl: 'ttl',
  length: 'length',
  sourceMac: 'source MAC',
  uid: 'user',
  gid: 'group',
  ctProtocol: 'connection protocol',
  ctOriginalSourcePort: 'original source port',
  ctOriginalDestinationPort: 'original destination port',
  ctReplySourcePort: 'reply source port',
  ctReplyDestinationPort: 'reply destination port',
  cpu: 'cpu',
  realm: 'realm',
  inGroup: 'in interface group',
  outGroup: 'out interface group',
  espSpi: 'esp spi',
  ahSpi: 'ah spi',
  ipcompCpi: 'ipcomp cpi',
  sctpChunk: 'sctp chunk',
  dccpType: 'dccp type',
  mark: 'mark',
  connectionMark: 'connmark',
  tcpFlags: 'tcp flags',
  tos: 'tos',
  ctState: 'ctstate',
  ctStatus: 'ctstatus',
  ctDirection: 'ctdir',
  ctEntry: 'connection entry',
  packetType: 'packet type',
  fragment: 'fragment',
  tcpOption: 'tcp options',
  ipOption: 'ip options',
  extensionHeader: 'extension headers',
  socket: 'socket',
  inInterface: 'in interface',
  outInterface: 'out interface',
};

/** A field as a person says it. */
export function fieldWords(field: Field): string {
  return words[field];
}

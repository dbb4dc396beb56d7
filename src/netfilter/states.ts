/**
 * The states `-m conntrack --ctstate` knows, in the order in which iptables-save prints them. SNAT and DNAT are virtual:
 * a packet has them beside its real state.
 * @see linux include/uapi/linux/netfilter/xt_conntrack.h
 */
export const ctStates = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'] as const;
export type CtState = (typeof ctStates)[number];

/** The states a packet can be in, one at a time. */
export type PacketState = Exclude<CtState, 'SNAT' | 'DNAT'>;

export const ctStatuses = ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'] as const;
export type CtStatus = (typeof ctStatuses)[number];

export const ctDirections = ['ORIGINAL', 'REPLY'] as const;
export type CtDirection = (typeof ctDirections)[number];

export const packetTypes = ['unicast', 'broadcast', 'multicast'] as const;
export type PacketType = (typeof packetTypes)[number];

/** `none`: the whole packet; `first` and `later`: parts of it, seen only where nothing joins fragments. */
export const fragmentKinds = ['none', 'first', 'later'] as const;
export type FragmentKind = (typeof fragmentKinds)[number];

/** Headers of IPv6 that may stand between its own and the payload; that of a fragment is told by the kind of fragment. */
export const extensionHeaders = ['hop-by-hop', 'dst', 'route'] as const;
export type ExtensionHeader = (typeof extensionHeaders)[number];

/** What a rule can do with a packet that matched it. */
export const verdicts = [
  'JUMP',
  'GOTO',
  'RETURN',
  'ACCEPT',
  'DROP',
  'REJECT',
  'QUEUE',
  'STOLEN',
  'CONTINUE',
] as const;
export type Verdict = (typeof verdicts)[number];

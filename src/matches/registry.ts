// Written by `npm run registries`: one line for each file of this folder.
import type { MatchExtension } from '../extension/extension.js';
import addrtype_ from './addrtype.js';
import comment_ from './comment.js';
import connmark_ from './connmark.js';
import conntrack_ from './conntrack.js';
import dccp_ from './dccp.js';
import hashlimit_ from './hashlimit.js';
import icmp_ from './icmp.js';
import icmp6_ from './icmp6.js';
import iprange_ from './iprange.js';
import limit_ from './limit.js';
import mac_ from './mac.js';
import mark_ from './mark.js';
import multiport_ from './multiport.js';
import owner_ from './owner.js';
import physdev_ from './physdev.js';
import recent_ from './recent.js';
import rpfilter_ from './rpfilter.js';
import sctp_ from './sctp.js';
import set_ from './set.js';
import state_ from './state.js';
import statistic_ from './statistic.js';
import tcp_ from './tcp.js';
import udp_ from './udp.js';

export const matches: readonly MatchExtension[] = [
  addrtype_,
  comment_,
  connmark_,
  conntrack_,
  dccp_,
  hashlimit_,
  icmp_,
  icmp6_,
  iprange_,
  limit_,
  mac_,
  mark_,
  multiport_,
  owner_,
  physdev_,
  recent_,
  rpfilter_,
  sctp_,
  set_,
  state_,
  statistic_,
  tcp_,
  udp_,
];

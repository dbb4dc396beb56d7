// Written by `npm run registries`: one line for each file of the folder.
import type { MatchExtension } from '../extension/extension.js';
import addrtype_ from './addrtype.js';
import ah_ from './ah.js';
import bpf_ from './bpf.js';
import cgroup_ from './cgroup.js';
import cluster_ from './cluster.js';
import comment_ from './comment.js';
import connbytes_ from './connbytes.js';
import connlabel_ from './connlabel.js';
import connlimit_ from './connlimit.js';
import connmark_ from './connmark.js';
import conntrack_ from './conntrack.js';
import cpu_ from './cpu.js';
import dccp_ from './dccp.js';
import devgroup_ from './devgroup.js';
import dscp_ from './dscp.js';
import dst_ from './dst.js';
import ecn_ from './ecn.js';
import esp_ from './esp.js';
import eui64_ from './eui64.js';
import frag_ from './frag.js';
import hashlimit_ from './hashlimit.js';
import hbh_ from './hbh.js';
import helper_ from './helper.js';
import hl_ from './hl.js';
import icmp_ from './icmp.js';
import icmp6_ from './icmp6.js';
import ipcomp_ from './ipcomp.js';
import iprange_ from './iprange.js';
import ipv6header_ from './ipv6header.js';
import ipvs_ from './ipvs.js';
import length_ from './length.js';
import limit_ from './limit.js';
import mac_ from './mac.js';
import mark_ from './mark.js';
import mh_ from './mh.js';
import multiport_ from './multiport.js';
import nfacct_ from './nfacct.js';
import osf_ from './osf.js';
import owner_ from './owner.js';
import physdev_ from './physdev.js';
import pkttype_ from './pkttype.js';
import policy_ from './policy.js';
import quota_ from './quota.js';
import rateest_ from './rateest.js';
import realm_ from './realm.js';
import recent_ from './recent.js';
import rpfilter_ from './rpfilter.js';
import rt_ from './rt.js';
import sctp_ from './sctp.js';
import set_ from './set.js';
import socket_ from './socket.js';
import srh_ from './srh.js';
import state_ from './state.js';
import statistic_ from './statistic.js';
import string_ from './string.js';
import tcp_ from './tcp.js';
import tcpmss_ from './tcpmss.js';
import time_ from './time.js';
import tos_ from './tos.js';
import ttl_ from './ttl.js';
import u32_ from './u32.js';
import udp_ from './udp.js';

/** All matches that are known, in alphabetical order. */
export const matches: readonly MatchExtension[] = [
  addrtype_,
  ah_,
  bpf_,
  cgroup_,
  cluster_,
  comment_,
  connbytes_,
  connlabel_,
  connlimit_,
  connmark_,
  conntrack_,
  cpu_,
  dccp_,
  devgroup_,
  dscp_,
  dst_,
  ecn_,
  esp_,
  eui64_,
  frag_,
  hashlimit_,
  hbh_,
  helper_,
  hl_,
  icmp_,
  icmp6_,
  ipcomp_,
  iprange_,
  ipv6header_,
  ipvs_,
  length_,
  limit_,
  mac_,
  mark_,
  mh_,
  multiport_,
  nfacct_,
  osf_,
  owner_,
  physdev_,
  pkttype_,
  policy_,
  quota_,
  rateest_,
  realm_,
  recent_,
  rpfilter_,
  rt_,
  sctp_,
  set_,
  socket_,
  srh_,
  state_,
  statistic_,
  string_,
  tcp_,
  tcpmss_,
  time_,
  tos_,
  ttl_,
  u32_,
  udp_,
];

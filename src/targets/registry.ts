// Written by `npm run registries`: one line for each file of the folder.
import type { TargetExtension } from '../extension/extension.js';
import ACCEPT_ from './ACCEPT.js';
import AUDIT_ from './AUDIT.js';
import CHECKSUM_ from './CHECKSUM.js';
import CLASSIFY_ from './CLASSIFY.js';
import CLUSTERIP_ from './CLUSTERIP.js';
import CONNMARK_ from './CONNMARK.js';
import CONNSECMARK_ from './CONNSECMARK.js';
import CT_ from './CT.js';
import DNAT_ from './DNAT.js';
import DNPT_ from './DNPT.js';
import DROP_ from './DROP.js';
import DSCP_ from './DSCP.js';
import ECN_ from './ECN.js';
import HL_ from './HL.js';
import HMARK_ from './HMARK.js';
import IDLETIMER_ from './IDLETIMER.js';
import LED_ from './LED.js';
import LOG_ from './LOG.js';
import MARK_ from './MARK.js';
import MASQUERADE_ from './MASQUERADE.js';
import NETMAP_ from './NETMAP.js';
import NFLOG_ from './NFLOG.js';
import NFQUEUE_ from './NFQUEUE.js';
import NOTRACK_ from './NOTRACK.js';
import QUEUE_ from './QUEUE.js';
import RATEEST_ from './RATEEST.js';
import REDIRECT_ from './REDIRECT.js';
import REJECT_ from './REJECT.js';
import RETURN_ from './RETURN.js';
import SECMARK_ from './SECMARK.js';
import SET_ from './SET.js';
import SNAT_ from './SNAT.js';
import SNPT_ from './SNPT.js';
import SYNPROXY_ from './SYNPROXY.js';
import TCPMSS_ from './TCPMSS.js';
import TCPOPTSTRIP_ from './TCPOPTSTRIP.js';
import TEE_ from './TEE.js';
import TOS_ from './TOS.js';
import TPROXY_ from './TPROXY.js';
import TRACE_ from './TRACE.js';
import TTL_ from './TTL.js';
import ULOG_ from './ULOG.js';

/** All targets that are known, in alphabetical order. */
export const targets: readonly TargetExtension[] = [
  ACCEPT_,
  AUDIT_,
  CHECKSUM_,
  CLASSIFY_,
  CLUSTERIP_,
  CONNMARK_,
  CONNSECMARK_,
  CT_,
  DNAT_,
  DNPT_,
  DROP_,
  DSCP_,
  ECN_,
  HL_,
  HMARK_,
  IDLETIMER_,
  LED_,
  LOG_,
  MARK_,
  MASQUERADE_,
  NETMAP_,
  NFLOG_,
  NFQUEUE_,
  NOTRACK_,
  QUEUE_,
  RATEEST_,
  REDIRECT_,
  REJECT_,
  RETURN_,
  SECMARK_,
  SET_,
  SNAT_,
  SNPT_,
  SYNPROXY_,
  TCPMSS_,
  TCPOPTSTRIP_,
  TEE_,
  TOS_,
  TPROXY_,
  TRACE_,
  TTL_,
  ULOG_,
];

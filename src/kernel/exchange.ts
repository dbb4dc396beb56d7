import { ICMP, isIcmp } from '../netfilter/protocols.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { leaving, send } from './judge.js';
import type { KernelPacket, KernelTrace } from './kernelTrace.js';
import type { LoadedRules } from './loadedRules.js';
import type { Network } from './network.js';
import type { PacketOptions } from './scenario.js';
import { answerTo, readPacketOptions } from './wirePacket.js';

/** What the kernel did with a packet, and with what its other end sent back; undefined where it did not get through. */
export interface Exchange {
  readonly there: KernelTrace;
  readonly back: KernelTrace | undefined;
}

/** What the far end sends has it, and the node where nobody set another. */
const usualTtl = 64;

/**
 * Sends a packet as a new flow, then its answer.
 * @param ownTtl the ttl of what the node answers itself
 */
export async function sendExchange(
  network: Network,
  rules: LoadedRules,
  packet: PacketOptions,
  ownTtl = usualTtl,
): Promise<Exchange> {
  const failed = await network.node.command('flush');
  if (failed !== undefined) throw new Error(`conntrack: ${failed}`);
  const sent = readPacketOptions(packet);
  const there = await send(network, rules, sent, packet);
  if (!('packet' in there.end)) return { there, back: undefined };
  const left = leaving(sent, there.end.packet);
  const opens = (sent.tcpFlags & (tcpFlagBits.SYN | tcpFlagBits.ACK)) === tcpFlagBits.SYN;
  const answer = {
    ...answerTo(left),
    tcpFlags: opens ? tcpFlagBits.SYN | tcpFlagBits.ACK : tcpFlagBits.ACK,
    ttl: there.end.kind === 'delivered' ? ownTtl : usualTtl,
    tos: isIcmp(sent.protocol) ? there.end.packet.tos : 0,
    length: isIcmp(sent.protocol) ? there.end.packet.length : 0,
  };
  const by =
    there.end.kind === 'delivered'
      ? { mark: await markOfAnswer(network, there.end.packet) }
      : { iif: there.end.packet.outInterface };
  return { there, back: await send(network, rules, answer, by) };
}

/** What the kernel answers by itself has no mark, unless that of the packet is reflected. @see linux net/ipv4/icmp.c icmp_reply (IP4_REPLY_MARK) */
async function markOfAnswer(network: Network, { protocol, mark }: KernelPacket): Promise<string> {
  if (mark === 0 || !isIcmp(protocol)) return '0';
  const version = protocol === ICMP ? 4 : 6;
  const reflects = await network.run(['cat', `/proc/sys/net/ipv${version}/fwmark_reflect`]);
  return reflects.trim() === '0' ? '0' : String(mark);
}

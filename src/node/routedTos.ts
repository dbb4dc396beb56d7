import type { Family } from '../netfilter/hooks.js';
import { readNumber } from './readElement.js';

/**
 * The bits of the TOS byte that routes and rules ask for. IPv4 leaves out the three of precedence.
 * @see linux include/net/ip_fib.h fib_dscp_masked_match, net/ipv6/fib6_rules.c fib6_rule_match
 */
export const routedTos: Readonly<Record<Family, number>> = { 4: 0x1c, 6: 0xfc };

/** The TOS byte that a route or a rule asks for: a number, or a name that iproute2 brings; undefined for others. */
export function readRoutedTos(text: string): number | undefined {
  return readNumber(text) ?? names.get(text.toLowerCase());
}

/** @see iproute2 etc/iproute2/rt_dsfield, and the same before version 5 */
const names: ReadonlyMap<string, number> = new Map([
  ['default', 0],
  ['lowdelay', 0x10],
  ['throughput', 0x08],
  ['reliability', 0x04],
  ['mincost', 0x02],
  ['priority', 0x20],
  ['immediate', 0x40],
  ['flash', 0x60],
  ['flash-override', 0x80],
  ['critical', 0xa0],
  ['internet', 0xc0],
  ['network', 0xe0],
  ['af11', 0x28],
  ['af12', 0x30],
  ['af13', 0x38],
  ['af21', 0x48],
  ['af22', 0x50],
  ['af23', 0x58],
  ['af31', 0x68],
  ['af32', 0x70],
  ['af33', 0x78],
  ['af41', 0x88],
  ['af42', 0x90],
  ['af43', 0x98],
  ['cs1', 0x20],
  ['cs2', 0x40],
  ['cs3', 0x60],
  ['cs4', 0x80],
  ['cs5', 0xa0],
  ['cs6', 0xc0],
  ['cs7', 0xe0],
  ['ef', 0xb8],
]);

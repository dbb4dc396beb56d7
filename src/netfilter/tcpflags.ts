/** TCP flags as bits, in the order in which iptables-save prints them. @see iptables extensions/libxt_tcp.c tcp_flag_names */
export const tcpFlagBits = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10, URG: 0x20 } as const;

/** Reads `SYN,ACK`, `ALL` or `NONE`; undefined where a name is unknown. */
export function readTcpFlags(text: string): number | undefined {
  let bits = 0;
  for (const word of text.split(',')) {
    const name = word.toUpperCase();
    if (name === 'ALL') bits |= 0x3f;
    else if (name in tcpFlagBits) bits |= tcpFlagBits[name as keyof typeof tcpFlagBits];
    else if (name !== 'NONE') return undefined;
  }
  return bits;
}

/** By the six bits: a trace writes the same ones again and again. */
const written: string[] = [];

/** `SYN,ACK`, or `NONE`. */
export function writeTcpFlags(bits: number): string {
  return (written[bits & 0x3f] ??= namesOf(bits));
}

function namesOf(bits: number): string {
  const names = Object.entries(tcpFlagBits).flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name]));
  return names.length === 0 ? 'NONE' : names.join(',');
}

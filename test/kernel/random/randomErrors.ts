import { isIcmp, protocolNumber } from '../../../src/netfilter/protocols.js';
import type { PacketOptions } from '../../../src/kernel/scenario.js';
import type { ErrorChoice } from '../errors.js';
import { throwDice } from './dice.js';
import type { RandomScenario } from './randomScenario.js';

const types4 = ['3/1', '3/3', '3/4', '11/0', '12/0', '4/0', '5/1'] as const;
const types6 = ['1/0', '1/4', '2/0', '3/0', '4/1'] as const;

/** ICMP errors about some packets of a scenario, at most `most`; the same for the same seed. */
export function randomErrors(
  seed: number,
  { packets, family, dump }: RandomScenario,
  most: number,
): readonly (readonly [PacketOptions, ErrorChoice])[] {
  // Of an error it hashes what that quotes.
  if (dump.includes(' -j HMARK ')) return [];
  const dice = throwDice(seed + 0x20000000);
  const router = family === 4 ? '203.0.113.77' : '2001:db8:9::77';
  return packets
    .filter((packet) => packet.ctstate === undefined && mayBeQuoted(packet))
    .slice(0, most)
    .map((packet) => [
      packet,
      {
        about: dice.chance(0.3) ? 'answer' : 'packet',
        type: dice.pick<string>(family === 4 ? types4 : types6),
        ...(dice.chance(0.5) ? { router } : {}),
      },
    ]);
}

/** Nobody sends an error about an error, nor about a fragment. */
function mayBeQuoted({
  proto = 'tcp',
  'icmp-type': type = 'echo-request',
  fragment,
}: PacketOptions): boolean {
  const number = protocolNumber(proto) ?? Number(proto);
  return fragment === undefined && (!isIcmp(number) || type === 'echo-request');
}

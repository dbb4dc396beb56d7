import { throwDice } from './dice.js';
import type { RandomScenario } from './randomScenario.js';

const kinds = [
  'hop-by-hop',
  'dst',
  'route',
  'hop-by-hop,dst',
  'dst,route',
  'hop-by-hop,dst,route',
  'dst,dst',
] as const;

/** Of the interfaces of the node. */
const mtu = 1500;

/** The same with extension headers in some packets of IPv6; what comes in fragments keeps none, as they would have to be in each. */
export function withHeaders(seed: number, scenario: RandomScenario): RandomScenario {
  if (scenario.family === 4) return scenario;
  const dice = throwDice(seed + 0x20000000);
  return {
    ...scenario,
    packets: scenario.packets.map((packet) =>
      dice.chance(0.3) && packet['in-fragments'] === undefined
        ? {
            ...packet,
            headers: dice.pick(kinds),
            ...(packet.length === undefined ? {} : { length: Math.min(packet.length + 24, mtu) }),
          }
        : packet,
    ),
  };
}

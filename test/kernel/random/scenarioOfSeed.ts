import { withOddPackets } from './oddPackets.js';
import { withExtremes } from './randomExtremes.js';
import { withHeaders } from './randomHeaders.js';
import { randomScenario, type RandomScenario } from './randomScenario.js';
import { withSockets } from './randomSockets.js';

/** What is compared with the kernel on the node of a seed: a firewall that may ask for sockets, and packets of all kinds. */
export function scenarioOfSeed(seed: number): RandomScenario {
  return withSockets(seed, withHeaders(seed, withExtremes(seed, withOddPackets(seed, randomScenario(seed)))));
}

import type { Dice } from '../random/dice.js';
import type { Draft, Offer } from './draft.js';

/** What goes on at any node, whether its rules think of it or not. */
export function everydayPacket(dice: Dice, offer: Offer): Draft {
  const four = offer.family === 4;
  const pods = offer.interfaces.filter((name) => /^(?:cali|veth|tap|docker|br-|cni)/.test(name));
  const pod = pods[dice.number(pods.length)];
  const other = pods[dice.number(pods.length)];
  const known = offer.known[dice.number(offer.known.length)];
  const ports = offer.book.rules.flatMap(({ asked }) =>
    asked.filter(({ name }) => name === '--dport').map(({ words }) => Number(words[0])),
  );
  const port = ports[dice.number(ports.length)];
  const asks = {
    ...(Number.isInteger(port) ? { destinationPort: port } : {}),
    ...(known === undefined ? {} : { destination: known }),
  };
  const fromPod = { fromNode: false, toNode: false, ...(pod === undefined ? {} : { inInterface: pod }) };
  const fromOutside = { fromNode: false, toNode: false, inInterface: 'eth0' };
  switch (dice.number(12)) {
    // Pod to pod, pod to the node, pod to the world, and from there.
    case 0:
      return { ...fromPod, protocol: 6, ...asks, ...(other === undefined ? {} : { outInterface: other }) };
    case 1:
      return { ...fromPod, toNode: true, protocol: 6, destinationPort: dice.pick([22, 10250, 179, 6443]) };
    case 2:
      return { ...fromPod, protocol: 6, outInterface: 'eth0', destinationPort: 443 };
    case 3:
      return { ...fromOutside, protocol: 6, ...asks, ...(pod === undefined ? {} : { outInterface: pod }) };
    // Node ports and services, from outside and from the node.
    case 4:
      return { ...fromOutside, toNode: true, protocol: dice.pick([6, 17]), ...asks, destination: undefined };
    case 5:
      return { fromNode: true, toNode: false, protocol: dice.pick([6, 17]), ...asks };
    case 6:
      return {
        ...fromPod,
        protocol: 17,
        destinationPort: 53,
        ...(known === undefined ? {} : { destination: known }),
      };
    // DHCP, metadata, neighbours, tunnels.
    case 7:
      return {
        ...fromPod,
        toNode: true,
        protocol: 17,
        sourcePort: four ? 68 : 546,
        destinationPort: four ? 67 : 547,
        ...(four && dice.chance(0.5) ? { destination: '255.255.255.255', frame: 'broadcast' as const } : {}),
      };
    case 8:
      return four
        ? { ...fromPod, protocol: 6, destination: '169.254.169.254', destinationPort: 80 }
        : {
            ...fromPod,
            toNode: true,
            protocol: 58,
            icmpType: dice.pick(['133', '135', '136', '128']),
            ttl: 255,
          };
    case 9:
      return { ...fromOutside, toNode: true, protocol: dice.pick([4, 47, 50]) };
    case 10:
      return { ...fromOutside, toNode: true, protocol: 17, destinationPort: dice.pick([4789, 51820, 8472]) };
    default:
      return {
        ...dice.pick([fromPod, fromOutside, { fromNode: true, toNode: false }]),
        protocol: four ? 1 : 58,
        toNode: dice.chance(0.5),
      };
  }
}

import { judgeIn, type Judgement } from '../../src/kernel/judge.js';
import type { Network } from '../../src/kernel/network.js';
import type { Firewall, PacketOptions } from '../../src/kernel/scenario.js';
import { readPacketOptions } from '../../src/kernel/wirePacket.js';
import { entryOf } from './errors.js';

/** The same as `judgeIn`, with the line of the connection of each second packet just before it was sent, where rules write marks of connections. */
export async function judgeWithEntries(
  network: Network,
  firewall: Firewall,
  packets: readonly PacketOptions[],
): Promise<{ readonly judgement: Judgement; readonly entries: ReadonlyMap<PacketOptions, string> }> {
  const entries = new Map<PacketOptions, string>();
  const judgement = await judgeIn(network, firewall, packets, async (packet) => {
    if (packet.ctstate !== 'ESTABLISHED' || !firewall.dump.includes(' -j CONNMARK ')) return;
    const table = await network.run(['cat', '/proc/net/nf_conntrack']);
    const entry = entryOf(table, readPacketOptions(packet));
    if (entry !== undefined) entries.set(packet, entry);
  });
  return { judgement, entries };
}

import { differences } from '../differences.js';
import { judgeWithEntries } from '../judgeWithEntries.js';
import type { OpenNode } from '../openNode.js';
import type { Firewall, PacketOptions } from '../../../src/kernel/scenario.js';
import { shrink, smallerDumps, smallerPackets } from './shrink.js';

interface Failure {
  readonly firewall: Firewall;
  readonly packet: PacketOptions;
}

/** The smallest firewall and packet with which calitrace and the kernel still disagree, as words to replay. */
export async function smallestFailure(
  { network, told }: OpenNode,
  failure: Failure,
  most = 120,
): Promise<string> {
  const wrongOf = async ({ firewall, packet }: Failure): Promise<readonly string[]> => {
    try {
      const { judgement, entries } = await judgeWithEntries(network, firewall, [packet]);
      const { family } = firewall;
      const files = told(judgement.files, family);
      const found = await differences({ ...judgement, files }, family, [packet], entries);
      return found.flatMap(({ wrong, settled }) => (settled ? [] : wrong));
    } catch {
      // Refused by iptables, or no such packet: not the failure that is looked for.
      return [];
    }
  };
  const smallest = await shrink(
    failure,
    ({ firewall, packet }) => [
      ...smallerDumps(firewall.dump).map((dump) => ({ firewall: { ...firewall, dump }, packet })),
      ...smallerPackets(packet).map((one) => ({ firewall, packet: one })),
    ],
    async (candidate) => (await wrongOf(candidate)).length > 0,
    most,
  );
  const wrong = await wrongOf(smallest);
  return [
    smallest.firewall.dump.trim(),
    JSON.stringify(smallest.packet),
    ...(wrong.length === 0 ? ['(agrees when it is alone: what came before it matters)'] : wrong),
  ].join('\n');
}

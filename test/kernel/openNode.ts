import process from 'node:process';
import type { Network } from '../../src/kernel/network.js';
import type { Family } from '../../src/netfilter/hooks.js';
import type { NodeFiles } from '../../src/kernel/scenario.js';
import { writeSnapshot } from '../../src/snapshot/writeSnapshot.js';
import { sysctlPaths, sysctlLine } from '../../src/snapshot/sysctls.js';
import { linesOf, type Output } from '../../src/snapshot/snapshot.js';
import { openNetwork } from './judge/network.js';
import { busyNode } from './random/busyNode.js';
import { makeObjects } from './random/kernelObjects.js';
import { openSockets } from './random/randomSockets.js';
import { nodeNumber, randomNode } from './random/randomNode.js';

type Backend = 'nft' | 'legacy';

/** The node of a seed, and what a user would save of it. */
export interface OpenNode {
  readonly network: Network;
  /** The same files; of a node whose settings were drawn with a snapshot in the place of the dump, which tells them. */
  readonly told: (files: NodeFiles, family: Family, backend?: Backend) => NodeFiles;
}

/** Nodes one after the other: the next is built where the seed asks for another. */
export interface NodesOfSeeds {
  at(seed: number): Promise<OpenNode>;
  /** The next packet gets a node that is built anew. */
  close(): Promise<void>;
}

export function nodesOfSeeds(): NodesOfSeeds {
  let open:
    | {
        readonly number: number | undefined;
        readonly node: OpenNode;
        readonly closeSockets: (() => Promise<void>) | undefined;
      }
    | undefined;
  const close = async (): Promise<void> => {
    await open?.closeSockets?.();
    await open?.node.network.close();
    open = undefined;
  };
  return {
    close,
    at: async (seed) => {
      const number = nodeNumber(seed);
      if (open !== undefined && open.number === number) return open.node;
      await close();
      const node = number === undefined ? await openBusy() : await openRandom(number);
      await makeObjects(node.network);
      open = {
        number,
        node,
        closeSockets: number === undefined ? undefined : await openSockets(node.network),
      };
      return node;
    },
  };
}

async function openBusy(): Promise<OpenNode> {
  return { network: await openNetwork(busyNode), told: (files) => files };
}

async function openRandom(number: number): Promise<OpenNode> {
  const { topology, rules } = randomNode(number);
  const network = await openNetwork(topology);
  for (const family of [4, 6] as const) {
    const lines = rules[family].map((line) => `rule ${line}\n`).join('');
    if (lines !== '') await network.run(['ip', `-${family}`, '-batch', '-'], lines);
  }
  const sysctls = await settingsOf(network);
  return {
    network,
    told: (files, family, backend = 'nft') => withSettings(files, family, backend, sysctls),
  };
}

async function settingsOf(network: Network): Promise<readonly string[]> {
  const paths = sysctlPaths([...network.interfaces.values()]).map((path) => `/proc/sys/${path}`);
  // Files that this kernel does not have are passed over.
  const script = 'for my $f (@ARGV) { open(my $in, "<", $f) or next; my $v = <$in>; print "$f $v" }';
  const printed = await network.run(['perl', '-e', script, ...paths]);
  return linesOf(printed).map((line) => {
    const [path = '', value = ''] = line.split(/ (.*)/);
    return sysctlLine(path.slice('/proc/sys/'.length), value);
  });
}

function withSettings(
  files: NodeFiles,
  family: Family,
  backend: Backend,
  sysctls: readonly string[],
): NodeFiles {
  const six = family === 6 ? '6' : '';
  const tables: Output = {
    holds: 'tables',
    family,
    backend,
    command: [`ip${six}tables-${backend}-save`, '-c'],
    status: 0,
    errors: [],
    lines: linesOf(files.dump),
  };
  const dump = writeSnapshot({
    takenAt: '2026-01-01T00:00:00.000Z',
    host: 'node',
    kernel: process.version,
    redacted: false,
    outputs: [tables],
    sysctls,
    missing: [],
  });
  return { ...files, dump };
}

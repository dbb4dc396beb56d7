import type { Problem } from '../ast/problem.js';
import type { Family } from '../netfilter/hooks.js';
import type { Interface, Node } from '../node/node.js';
import { readNftTables } from '../node/nftTables.js';
import { readAddresses } from '../node/readAddresses.js';
import { readRoutes } from '../node/readRoutes.js';
import { readRules } from '../node/readRules.js';
import { readSets } from '../node/readSets.js';
import { readSysctls } from '../node/sysctls.js';
import { readVirtualServers } from '../node/readVirtualServers.js';
import { nftTexts, nodeText } from '../snapshot/nodeTexts.js';
import type { OutputKind, Snapshot } from '../snapshot/snapshot.js';
import type { Io } from './io.js';
import { prefixesOf } from './prefixOption.js';
import { readFile } from './readInput.js';
import { UsageError } from './usageError.js';

/** The files and prefixes that tell what a dump leaves out. */
export interface NodeOptions {
  readonly ipset?: string;
  readonly addrs?: string;
  readonly routes?: string;
  readonly rules?: string;
  readonly ipvs?: string;
  readonly local?: readonly string[];
}

export interface NodeReading {
  readonly node: Node;
  /** The sets as `ipset save` printed them; empty where they are not known. */
  readonly setText: string;
  readonly problems: readonly Problem[];
}

/** Reads everything the user gave about the node; what was not given, from the snapshot. */
export function readNode(io: Io, options: NodeOptions, family: Family, snapshot?: Snapshot): NodeReading {
  const problems: Problem[] = [];
  let setText = '';
  const read = <T extends { readonly problems: readonly Problem[] }>(
    path: string | undefined,
    holds: OutputKind,
    reader: (text: string) => T,
    isEmpty: (reading: T) => boolean,
    command: string,
  ): T | undefined => {
    const told = snapshot === undefined ? undefined : nodeText(snapshot, holds, family);
    const input = path === undefined ? told : readFile(io, path);
    if (input === undefined) return undefined;
    if (holds === 'sets') setText = input.text;
    const reading = reader(input.text);
    for (const problem of reading.problems) problems.push({ ...problem, source: input.name });
    if (path !== undefined && isEmpty(reading) && input.text.trim() !== '') {
      throw new UsageError(
        `${path} holds nothing that can be used here; it should be the output of ${command}`,
      );
    }
    return reading;
  };
  const sets = read(options.ipset, 'sets', readSets, (each) => each.sets.size === 0, 'ipset save');
  const addresses = read(
    options.addrs,
    'addresses',
    readAddresses,
    (each) => each.addresses.length === 0,
    'ip -j addr',
  );
  const routes = read(
    options.routes,
    'routes',
    (text) => readRoutes(text, family),
    (each) => each.routes.length === 0,
    'ip -j route show table all',
  );
  const rules = read(
    options.rules,
    'rules',
    (text) => readRules(text, family),
    (each) => each.rules.length === 0,
    'ip -j rule',
  );
  const servers = read(
    options.ipvs,
    'ipvs',
    readVirtualServers,
    (each) => each.virtualServers.length === 0,
    'ipvsadm -Sn',
  );
  const interfaces: readonly Interface[] | undefined = addresses?.addresses;
  const nft = snapshot === undefined ? undefined : nftTexts(snapshot);
  const node: Node = {
    locals: prefixesOf('--local', options.local),
    ...(sets === undefined ? {} : { sets: sets.sets }),
    ...(interfaces === undefined ? {} : { addresses: interfaces }),
    ...(routes === undefined ? {} : { routes: routes.routes }),
    ...(rules === undefined ? {} : { rules: rules.rules }),
    ...(servers === undefined ? {} : { virtualServers: servers.virtualServers }),
    ...(nft === undefined
      ? {}
      : { nftables: { tables: readNftTables(nft.texts, family), unread: nft.unread } }),
    ...(snapshot === undefined ? {} : { sysctls: readSysctls(snapshot.sysctls) }),
  };
  return { node, setText, problems };
}

import { readAddress } from '../../src/address/address.js';
import { readAst } from '../../src/ast/readAst.js';
import { explainCondition } from '../../src/condition/explain.js';
import { defaultMostPaths, tracePacket } from '../../src/engine/tracePacket.js';
import { traceToJson } from '../../src/format/trace/json.js';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { matches } from '../../src/matches/registry.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { hasPorts, isIcmp, TCP } from '../../src/netfilter/protocols.js';
import { ctStates, type PacketState } from '../../src/netfilter/states.js';
import type { Node } from '../../src/node/node.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { readSets } from '../../src/node/readSets.js';
import { describePacket, type DescribedPacket } from '../../src/packet/describePacket.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { verbatimOptions } from '../../src/ruleset/extensions.js';
import { targets } from '../../src/targets/registry.js';
import type { NodeFiles, PacketOptions } from './judge/scenario.js';
import { readPacketOptions } from './judge/wirePacket.js';

const extensions = { matches, targets };
const verbatim = verbatimOptions(extensions);

/** What calitrace says of a packet, given the files of the node. Throws where the dump has no tables of the family. */
export function calitrace(files: NodeFiles, family: Family, options: PacketOptions): JsonTrace {
  const { dump } = readAst(files.dump, { verbatim });
  const ruleset = bindRuleset(dump, { extensions, family }).rulesets.get(family) ?? { family, tables: [] };
  const node: Node = {
    sets: readSets(files.ipsets).sets,
    addresses: readAddresses(files.addrs).addresses,
    routes: readRoutes(files.routes, family).routes,
    rules: readRules(files.rules, family).rules,
    locals: [],
  };
  const { trace } = tracePacket({
    ruleset,
    node,
    described: describe(options),
    tracking: {
      state: stateOf(options),
      status: undefined,
      direction: 'ORIGINAL',
      mark: 0,
      entry: undefined,
    },
    outInterface: undefined,
    answers: new Map(),
    mostPaths: defaultMostPaths,
  });
  return traceToJson(trace, [], { verbose: false, explainCondition });
}

function stateOf(options: PacketOptions): PacketState | undefined {
  const state = ctStates.find((one) => one === options.ctstate);
  return state === 'SNAT' || state === 'DNAT' ? undefined : state;
}

/** The options as the command line reads them: what is not there is left to the defaults. */
function describe(options: PacketOptions): DescribedPacket {
  const packet = readPacketOptions(options);
  const description = {
    source: readAddress(options.src) ?? packet.source,
    destination: readAddress(options.dst) ?? packet.destination,
    protocol: packet.protocol,
    ...(hasPorts(packet.protocol)
      ? { sourcePort: packet.sourcePort, destinationPort: packet.destinationPort }
      : {}),
    ...(isIcmp(packet.protocol) ? { icmpType: packet.icmpType, icmpCode: packet.icmpCode } : {}),
    ...(packet.protocol === TCP && options['tcp-flags'] !== undefined ? { tcpFlags: packet.tcpFlags } : {}),
    ...(options.iif === undefined ? {} : { inInterface: options.iif }),
    ...(options.mark === undefined ? {} : { mark: Number(options.mark) }),
    tos: packet.tos,
    ttl: packet.ttl,
    ...(options.length === undefined ? {} : { length: options.length }),
    ...(options['mac-src'] === undefined ? {} : { sourceMac: readMac(options['mac-src']) }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
    ...(options['pkt-type'] === undefined ? {} : { packetType: options['pkt-type'] }),
    ...(options.fragment === undefined ? {} : { fragment: options.fragment }),
  };
  return describePacket(description, options.ctstate === 'ESTABLISHED');
}

function readMac(text: string): number {
  return Number.parseInt(text.replaceAll(':', ''), 16);
}

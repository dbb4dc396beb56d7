import { readAddress, sameAddress, writeAddress } from '../address/address.js';
import { protocolName } from '../netfilter/protocols.js';
import type { VirtualServer } from '../node/node.js';
import { addHop, endByKernel } from './branch.js';
import type { Branch } from './branch.js';
import { changesBetween } from './changes.js';
import { assume, assumedSince, knownAnswer } from './knowledge.js';
import type { OpenQuestion } from './knowledge.js';
import { localFact } from './nodeFacts.js';
import { givenAnswer, settle } from './settle.js';
import type { Walk } from './walk.js';
import { withinLimit } from './walk.js';

/** The interface on which kube-proxy in IPVS mode keeps the service addresses. @see kubernetes pkg/proxy/ipvs/proxier.go DefaultDummyDevice */
const serviceInterface = 'kube-ipvs0';

/** Chains that kube-proxy writes in IPVS mode only. @see kubernetes pkg/proxy/ipvs/proxier.go iptablesChains */
const ipvsChains = ['KUBE-NODE-PORT', 'KUBE-LOAD-BALANCER', 'KUBE-IPVS-FILTER'] as const;

type RealServer = VirtualServer['realServers'][number];

/**
 * IPVS in LOCAL_IN: a packet to a virtual service leaves the hook, gets a real server as destination and goes on as local output. Which server is the
 * scheduler's choice: a fork. Without `--ipvs` a service address of kube-ipvs0 is one question.
 * @see linux net/netfilter/ipvs/ip_vs_core.c ip_vs_in_hook
 */
export function balance(walk: Walk, branch: Branch): readonly Branch[] {
  if (branch.looped || branch.balanced !== undefined) return [branch];
  const servers = walk.node.virtualServers;
  if (servers === undefined) return unknownServers(walk, branch);
  const service = servers.find((server) => isFor(server, branch));
  if (service === undefined) return [branch];
  const [only] = service.realServers;
  if (service.realServers.length === 1 && only !== undefined) return [sendTo(walk, branch, branch, only)];
  if (service.realServers.length === 0) return [branch];
  return choose(walk, branch, service);
}

function isFor(server: VirtualServer, { packet }: Branch): boolean {
  if (server.mark !== undefined) return server.mark === packet.mark;
  return (
    server.protocol === packet.protocol &&
    sameAddress(server.address, packet.destination) &&
    (server.port === packet.destinationPort || server.port === 0)
  );
}

function choose(walk: Walk, branch: Branch, service: VirtualServer): readonly Branch[] {
  const usable = service.realServers.filter((server) => server.weight > 0);
  const name = nameOf(branch);
  const question: OpenQuestion = {
    key: `ipvs:${name}`,
    question: {
      subject: `ipvs:${name}`,
      accepts: usable.map(nameOfServer),
      asks: `which server does IPVS pick for ${name}`,
      because: `the scheduler (${service.scheduler}) picks by kernel state`,
      settle: `--assume 'ipvs:${name}=ADDRESS:PORT'`,
    },
  };
  const { subject, accepts } = question.question;
  const given = givenAnswer(walk, subject, accepts) ?? knownAnswer(branch.knowledge, question.key);
  const picked = usable.filter((server) => given === undefined || nameOfServer(server) === given);
  return withinLimit(
    walk.limit,
    picked.flatMap((server) => {
      const knowledge =
        given === undefined
          ? assume(branch.knowledge, question, nameOfServer(server), 'ipvs')
          : branch.knowledge;
      return knowledge === undefined ? [] : [sendTo(walk, branch, { ...branch, knowledge }, server)];
    }),
  );
}

function nameOf({ packet }: Branch): string {
  return `${protocolName(packet.protocol)}:${endpoint(packet.destination, packet.destinationPort)}`;
}

function nameOfServer(server: RealServer): string {
  return endpoint(server.address, server.port);
}

function endpoint(address: RealServer['address'], port: number | undefined): string {
  const text = writeAddress(address);
  if (port === undefined) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

function sendTo(walk: Walk, before: Branch, branch: Branch, server: RealServer): Branch {
  const { packet, connection } = branch;
  const destination = server.forwarding === 'masquerade' ? { destination: server.address } : {};
  const port =
    server.forwarding === 'masquerade' && packet.destinationPort !== undefined
      ? { destinationPort: server.port }
      : {};
  const next: Branch = {
    ...branch,
    packet: { ...packet, ...destination, ...port },
    connection: { ...connection, destinationTranslated: connection.entry, destinationDone: true },
    // A server on this node gets the packet by the rest of INPUT.
    balanced: localFact(walk, before, server.address) === true ? undefined : 'INPUT',
  };
  return addHop(next, {
    kind: 'ipvs',
    hook: 'INPUT',
    text: `IPVS sends ${nameOf(before)} to ${nameOfServer(server)} (${server.forwarding})`,
    changes: changesBetween(before, next),
    assumptions: assumedSince(before.knowledge, branch.knowledge),
  });
}

/** Without `--ipvs`: a service address of kube-ipvs0 goes to a server nobody named; where nobody gave the addresses, it is asked whether it is one. */
function unknownServers(walk: Walk, branch: Branch): readonly Branch[] {
  const { addresses } = walk.node;
  if (addresses !== undefined) {
    const onService = addresses.some(
      (each) =>
        each.name === serviceInterface &&
        each.addresses.some(({ address }) => sameAddress(address, branch.packet.destination)),
    );
    return onService ? toUnknownServer(walk, branch) : [branch];
  }
  if (!walk.ruleset.tables.some(({ chains }) => ipvsChains.some((name) => chains.has(name)))) return [branch];
  const name = nameOf(branch);
  const isService = settle(walk, branch, {
    subject: `ipvs-service:${name}`,
    asks: `is ${name} a service of IPVS`,
    because: 'kube-proxy runs in IPVS mode here, and the services of IPVS are kernel state',
    settle: '--ipvs or --addrs',
    reads: [],
    fresh: false,
  });
  if (typeof isService === 'boolean') return isService ? toUnknownServer(walk, branch) : [branch];
  return withinLimit(
    walk.limit,
    isService.question.accepts.flatMap((answer) => {
      const knowledge = assume(branch.knowledge, isService, answer, 'ipvs');
      if (knowledge === undefined) return [];
      const after = addHop(
        { ...branch, knowledge },
        {
          kind: 'ipvs',
          hook: 'INPUT',
          text: `${name} is ${answer === 'yes' ? 'a' : 'no'} service of IPVS`,
          changes: {},
          assumptions: assumedSince(branch.knowledge, knowledge),
        },
      );
      return answer === 'yes' ? toUnknownServer(walk, after) : [after];
    }),
  );
}

/** Where IPVS sends the packet is not known, so its way ends there, unless `--assume` names the server. */
function toUnknownServer(walk: Walk, branch: Branch): readonly Branch[] {
  const name = nameOf(branch);
  const subject = `ipvs:${name}`;
  const given = walk.answers.get(subject);
  const server = given === undefined ? undefined : readServer(given);
  if (server !== undefined) {
    walk.answered.add(subject);
    return [sendTo(walk, branch, branch, server)];
  }
  if (given !== undefined) walk.refused.set(subject, ['ADDRESS:PORT']);
  const question: OpenQuestion = {
    key: subject,
    question: {
      subject,
      accepts: [],
      asks: `which server does IPVS pick for ${name}`,
      because: 'the services of IPVS are kernel state',
      settle: `--ipvs or --assume '${subject}=ADDRESS:PORT'`,
    },
  };
  const knowledge = assume(branch.knowledge, question, 'not known', 'ipvs') ?? branch.knowledge;
  const told = addHop(
    { ...branch, knowledge },
    {
      kind: 'ipvs',
      hook: 'INPUT',
      text: `${name} is a service address of ${serviceInterface}: IPVS picks a server, then OUTPUT and POSTROUTING follow`,
      changes: {},
      assumptions: assumedSince(branch.knowledge, knowledge),
    },
  );
  return [endByKernel(told, 'abandoned', 'IPVS sends the packet to a server that nobody named (--ipvs)')];
}

/** `10.244.1.7:53`, `[fd00::7]:53`; undefined where it is none. */
function readServer(text: string): RealServer | undefined {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const address = readAddress(parts?.[1] ?? parts?.[2] ?? '');
  const port = Number(parts?.[3]);
  if (address === undefined || !(port <= 0xffff)) return undefined;
  return { address, port, forwarding: 'masquerade', weight: 1 };
}

import { readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Problem } from '../ast/problem.js';
import { SCTP, TCP, UDP } from '../netfilter/protocols.js';
import { inputLines, isPrompt, lineProblem, promptProblem } from './inputLine.js';
import type { InputLine } from './inputLine.js';
import type { VirtualServer } from './node.js';

type RealServer = VirtualServer['realServers'][number];
type Draft = Omit<VirtualServer, 'realServers'> & { readonly realServers: RealServer[] };

const protocols: ReadonlyMap<string, number> = new Map([
  ['-t', TCP],
  ['--tcp-service', TCP],
  ['-u', UDP],
  ['--udp-service', UDP],
  ['--sctp-service', SCTP],
]);

/**
 * Reads the output of `ipvsadm -Sn`. A service by firewall mark has protocol, address and port 0.
 * @see ipvsadm ipvsadm.c print_service_entry (format FMT_RULE)
 */
export function readVirtualServers(text: string): {
  readonly virtualServers: readonly VirtualServer[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const drafts = new Map<string, Draft>();
  for (const line of inputLines(text)) {
    const words = line.text.trim().split(/\s+/);
    if (words[0] === '' || words[0] === undefined || words[0].startsWith('#')) continue;
    const listing = /^(?:IP Virtual Server|Prot LocalAddress|\s*-> |(?:TCP|UDP|SCTP|FWM) )/.test(line.text);
    if (listing) {
      problems.push(
        lineProblem(line, 'error', 'ipvsadm-list', 'this is a listing of `ipvsadm -L`', {
          expected: '-A -t ADDRESS:PORT -s SCHEDULER',
          hint: 'run `ipvsadm -Sn` and give its output',
        }),
      );
      break;
    }
    const problem = readLine(line, words, drafts);
    if (problem !== undefined) problems.push(problem);
  }
  return { virtualServers: [...drafts.values()], problems };
}

function readLine(
  line: InputLine,
  words: readonly string[],
  drafts: Map<string, Draft>,
): Problem | undefined {
  const [verb = ''] = words;
  const adds = verb === '-A' || verb === '--add-service';
  if (!adds && verb !== '-a' && verb !== '--add-server') {
    if (isPrompt(line.text)) return promptProblem(line);
    return lineProblem(line, 'error', 'bad-virtual-server', `\`${verb}\` is not understood`, {
      word: verb,
      expected: '-A or -a',
      hint: 'run `ipvsadm -Sn` and give its output',
    });
  }
  const at = words.findIndex((word) => protocols.has(word) || word === '-f' || word === '--fwmark-service');
  const name = words[at + 1] ?? '';
  const key = `${words[at] ?? ''} ${name}`;
  const service = at < 0 ? undefined : readService(words[at] ?? '', name);
  if (service === undefined) return badAddress(line, name);
  if (adds) {
    drafts.set(key, { ...service, scheduler: valueOf(words, '-s', '--scheduler') ?? 'wlc', realServers: [] });
    return undefined;
  }
  const draft = drafts.get(key);
  const text = valueOf(words, '-r', '--real-server') ?? '';
  const endpoint = readEndpoint(text);
  if (endpoint === undefined) return badAddress(line, text);
  if (draft === undefined) {
    return lineProblem(line, 'error', 'bad-virtual-server', 'a server of a service that was not added', {
      word: name,
    });
  }
  draft.realServers.push({
    address: endpoint.address,
    port: endpoint.port ?? service.port,
    forwarding: readForwarding(words),
    weight: Number(valueOf(words, '-w', '--weight') ?? 1) || 0,
  });
  return undefined;
}

function badAddress(line: InputLine, word: string): Problem {
  return lineProblem(line, 'error', 'bad-virtual-server', `\`${word}\` is no address with port`, {
    word,
    hint: 'run `ipvsadm -Sn`; without -n it prints names',
  });
}

function valueOf(words: readonly string[], short: string, long: string): string | undefined {
  const at = words.findIndex((word) => word === short || word === long);
  return at < 0 ? undefined : words[at + 1];
}

function readForwarding(words: readonly string[]): RealServer['forwarding'] {
  if (words.includes('-m') || words.includes('--masquerading')) return 'masquerade';
  return words.includes('-i') || words.includes('--ipip') ? 'tunnel' : 'gateway';
}

function readService(
  option: string,
  text: string,
): Omit<VirtualServer, 'scheduler' | 'realServers'> | undefined {
  const protocol = protocols.get(option);
  if (protocol === undefined) {
    return /^\d{1,10}$/.test(text) ? { protocol: 0, address: 0, port: 0, mark: Number(text) } : undefined;
  }
  const endpoint = readEndpoint(text);
  return endpoint?.port === undefined
    ? undefined
    : { protocol, address: endpoint.address, port: endpoint.port };
}

/** `10.0.0.1:80`, `[fd00::1]:80`, or an address alone. */
function readEndpoint(text: string): { readonly address: Address; readonly port?: number } | undefined {
  const parts = /^\[([^\]]+)\](?::(\d{1,5}))?$|^([^:]+)(?::(\d{1,5}))?$/.exec(text);
  const address = readAddress(parts?.[1] ?? parts?.[3] ?? '');
  if (address === undefined) return undefined;
  const port = parts?.[2] ?? parts?.[4];
  if (port === undefined) return { address };
  return Number(port) > 0xffff ? undefined : { address, port: Number(port) };
}

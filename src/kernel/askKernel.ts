import type { Family } from '../netfilter/hooks.js';
import { sendExchange } from './exchange.js';
import { tracePacket } from './judge.js';
import type { KernelTrace } from './kernelTrace.js';
import { loadRules } from './load.js';
import { openNetwork, type Network } from './network.js';
import { awaitOwnAddresses } from './ownAddresses.js';
import { probeTable } from './probes.js';
import { ProgramFailure, type Programs } from './programs.js';
import type { Firewall, InterfaceSetup, KernelSetting, PacketOptions } from './scenario.js';

/** A node, its firewall and one packet. */
export interface KernelQuestion extends Firewall {
  /** Inside a user namespace, for those who are not root. */
  readonly asUser: boolean;
  readonly interfaces: readonly InterfaceSetup[];
  /** On top of forwarding on and rp_filter off; set in this order. One that the kernel refuses is told. */
  readonly settings: readonly KernelSetting[];
  /** Lines for `ip -batch`: addresses, routes, rules. One that the kernel refuses is told, the others count. */
  readonly lines: readonly string[];
  /** The same, once the kernel takes in what goes to the addresses. */
  readonly lastLines: readonly string[];
  readonly packet: PacketOptions;
  /** No connection is kept of the packet. */
  readonly untracked: boolean;
  /** Also what comes back. */
  readonly answer: boolean;
  /** The ttl of what the node answers itself; 64 where nothing is said. */
  readonly ownTtl?: number | undefined;
}

export interface Refused {
  readonly line: string;
  readonly said: string;
}

export interface KernelAnswer {
  /** Undefined where a connection that should be there already could not begin. */
  readonly there: KernelTrace | undefined;
  /** What became of the answer; undefined where nobody asked, or the packet did not get through. */
  readonly back: KernelTrace | undefined;
  /** Settings, and lines for `ip`, that were refused, with what was said. */
  readonly refused: readonly Refused[];
  /** As `uname -r` and `iptables-nft --version` tell. */
  readonly release: string;
  readonly iptables: string;
}

/**
 * Puts one question to the kernel, in namespaces that are gone when this returns.
 * Throws a ProgramFailure where a program refuses what it is given: its words tell which.
 */
export async function askKernel(programs: Programs, question: KernelQuestion): Promise<KernelAnswer> {
  const { family, interfaces, asUser, packet } = question;
  const versions = Promise.all([
    programs.run(['uname', '-r']),
    programs.run([`ip${family === 6 ? '6' : ''}tables-nft-restore`, '--version']),
  ]);
  // Awaited below; a failure meanwhile has its own words.
  versions.catch(() => undefined);
  // calitrace knows no MTU: it is never what stops the packet.
  const mtu = Math.max(1500, packet.length ?? 0);
  const topology = { interfaces, routes: [], ipv6: family === 6, mtu };
  const network = await openNetwork(programs, topology, asUser);
  try {
    const refused = [
      ...(await change(network, question.settings)),
      ...(await configure(network, family, question.lines)),
    ];
    if (family === 6) await awaitOwnAddresses(programs, (words) => network.run(words));
    refused.push(...(await configure(network, family, question.lastLines)));
    const rules = await loadRules(network, question);
    if (question.untracked) await keepUntracked(network);
    const { there, back } = question.answer
      ? await sendExchange(network, rules, packet, question.ownTtl)
      : { there: await tracePacket(network, rules, packet), back: undefined };
    const [release, iptables] = await versions;
    const version = /v\d[\w.]*/.exec(iptables)?.[0] ?? iptables;
    return { there, back, refused, release: release.trim(), iptables: version.replace(/^v/, '') };
  } finally {
    await network.close();
  }
}

async function change({ node }: Network, settings: readonly KernelSetting[]): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  for (const { path, value } of settings) {
    const said = await node.command(`set ${path} ${value}`);
    if (said !== undefined) refused.push({ line: `${path} ${value}`, said });
  }
  return refused;
}

/** Runs lines of `ip`, all of them. What exists already is no failure. */
async function configure(
  network: Network,
  family: Family,
  lines: readonly string[],
): Promise<readonly Refused[]> {
  try {
    await network.run(
      ['ip', `-${family}`, '-force', '-batch', '-'],
      lines.map((line) => `${line}\n`).join(''),
    );
    return [];
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    return failedLines(error.said, lines).map(({ line, said }) => ({ line: `ip ${line}`, said }));
  }
}

/** `ip -force -batch` says why, then `Command failed -:7`. */
export function failedLines(said: string, lines: readonly string[]): readonly Refused[] {
  const failed: Refused[] = [];
  let words: string[] = [];
  for (const text of said.split('\n')) {
    const number = /^Command failed -:(\d+)$/.exec(text)?.[1];
    if (number === undefined) {
      words.push(text.trim());
      continue;
    }
    const reason = words.join('; ');
    words = [];
    if (/File exists|already assigned/.test(reason)) continue;
    failed.push({ line: lines[Number(number) - 1] ?? '', said: reason });
  }
  return failed;
}

/** Before conntrack looks at the packet. */
async function keepUntracked(network: Network): Promise<void> {
  const rules = ['PREROUTING', 'OUTPUT'].map((hook) => `add rule inet ${probeTable} ${hook}_enter notrack\n`);
  await network.run(['nft', '-f', '-'], rules.join(''));
}

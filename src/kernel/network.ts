import type { Family } from '../netfilter/hooks.js';
import { startHelper, type Helper } from './helper.js';
import { awaitOwnAddresses } from './ownAddresses.js';
import type { Programs } from './programs.js';
import type { NodeFiles, Topology } from './scenario.js';

/**
 * Two network namespaces without names, each kept alive by its helper: the node, and the far side, which holds the other
 * end of each of the node's interfaces. Both vanish with this process, however it ends.
 */
export interface Network {
  readonly programs: Programs;
  readonly node: Helper;
  readonly far: Helper;
  /** The words that run a program in the node's namespace. */
  readonly enter: readonly string[];
  /** Names by index, `lo` is 1; both ends of a pair have the same index. */
  readonly interfaces: ReadonlyMap<number, string>;
  /** The node interface's MAC address. */
  mac(index: number): Buffer;
  /** What the firewall before has left: sets, as they were restored, and probes with or without conntrack. */
  readonly before: { sets: string | undefined; conntrack: boolean | undefined };
  /** Whether this kernel's trace has told conntrack's state of some packet. */
  readonly told: { state: boolean };
  /** `ip -j` output of each family, once asked; nothing changes it. */
  readonly described: Map<Family, Pick<NodeFiles, 'addrs' | 'routes' | 'rules'>>;
  /** Runs a program in the node's namespace. */
  run(words: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

const firstIndex = 10;

/** The MAC address of the interface with that index on either side. */
export function macAddress(side: 'node' | 'far', index: number): Buffer {
  return Buffer.from([2, 0, 0, index >> 8, side === 'node' ? 0 : 1, index & 0xff]);
}

function writeMac(mac: Buffer): string {
  return mac.toString('hex').replace(/(..)(?=.)/g, '$1:');
}

/**
 * Builds the namespaces. Nothing of them is seen outside, and nothing in them reaches any other network.
 * @param asUser makes them inside a user namespace, which needs no root
 */
export async function openNetwork(programs: Programs, topology: Topology, asUser = false): Promise<Network> {
  const node = await startHelper(programs, [
    'unshare',
    ...(asUser ? ['--user', '--map-root-user'] : []),
    '--net',
  ]);
  const enter = (pid: number, ...kinds: readonly string[]): readonly string[] => [
    ...['nsenter', '-t', String(pid)],
    ...(asUser ? ['-U', '--preserve-credentials'] : []),
    ...kinds,
  ];
  try {
    const far = await startHelper(programs, [...(asUser ? enter(node.pid) : []), 'unshare', '--net']);
    try {
      const run = (words: readonly string[], input?: string): Promise<string> =>
        programs.run([...enter(node.pid, '-n'), ...words], input);
      await setValues(far, ['net/ipv6/conf/default/disable_ipv6=1']);
      await setValues(node, valuesBefore(topology));
      await freeNames(run, topology);
      const { links, links6 } = linkBatches(topology, far.pid);
      await run(['ip', '-batch', '-'], links);
      if (links6 !== '') await run(['ip', '-6', '-batch', '-'], links6);
      await setValues(node, (topology.sysctls ?? []).map(valuePath));
      const names = topology.interfaces.map((_, index) => `p${firstIndex + index}`);
      await programs.run(
        [...enter(far.pid, '-n'), 'ip', '-batch', '-'],
        names.map((name) => `link set ${name} up\n`).join(''),
      );
      const refused = await node.command('listen');
      if (refused !== undefined) throw new Error(`no trace: ${refused}`);
      if (hasIpv6(topology)) await awaitOwnAddresses(programs, run);
      return {
        programs,
        node,
        far,
        enter: enter(node.pid, '-n'),
        interfaces: new Map([
          [1, 'lo'],
          ...topology.interfaces.map(({ name }, index): [number, string] => [firstIndex + index, name]),
        ]),
        before: { sets: undefined, conntrack: undefined },
        told: { state: false },
        described: new Map(),
        mac: (index) => macAddress('node', index),
        run,
        close: async () => {
          await Promise.all([node.close(), far.close()]);
        },
      };
    } catch (error) {
      await far.close();
      throw error;
    }
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** Devices that the kernel puts into each new namespace while their modules are loaded. They cannot be deleted. */
const fallbackDevices = /^(?:tunl|sit|ip6tnl|gre|gretap|erspan|ip_vti|ip6_vti|ip6gre)0$/;

async function freeNames(run: Network['run'], { interfaces }: Topology): Promise<void> {
  for (const { name } of interfaces) {
    if (!fallbackDevices.test(name)) continue;
    // Where the module is not loaded there is none.
    await run(['ip', 'link', 'set', 'dev', name, 'name', `${name}-own`]).catch(() => undefined);
  }
}

async function setValues(helper: Helper, settings: readonly string[]): Promise<void> {
  const reasons = await Promise.all(
    settings.map((setting) => helper.command(`set ${setting.replace('=', ' ')}`)),
  );
  for (const reason of reasons) if (reason !== undefined) throw new Error(reason);
}

/** `net.ipv4.ip_forward=1` as the path below /proc/sys. */
function valuePath(setting: string): string {
  const [key = '', value = ''] = setting.split('=');
  return `${key.includes('/') ? key : key.replaceAll('.', '/')}=${value}`;
}

function hasIpv6({ interfaces }: Topology): boolean {
  return interfaces.some(({ addresses }) => addresses.some((address) => address.includes(':')));
}

function valuesBefore(topology: Topology): readonly string[] {
  const six = topology.ipv6 ?? hasIpv6(topology);
  return [
    `net/ipv6/conf/all/disable_ipv6=${six ? 0 : 1}`,
    `net/ipv6/conf/default/disable_ipv6=${six ? 0 : 1}`,
    'net/ipv4/ip_forward=1',
    'net/ipv4/conf/all/rp_filter=0',
    'net/ipv4/conf/default/rp_filter=0',
    'net/ipv4/conf/all/accept_local=1',
    'net/ipv6/conf/all/forwarding=1',
    'net/ipv6/conf/all/accept_dad=0',
    'net/ipv6/conf/default/accept_dad=0',
    'net/ipv6/conf/default/router_solicitations=0',
  ];
}

/** What `ip -batch` reads: links, addresses and routes; it takes no family per line, so IPv6 has its own. */
function linkBatches(
  topology: Topology,
  farPid: number,
): { readonly links: string; readonly links6: string } {
  const { mtu = 1500 } = topology;
  const batch: string[] = ['link set lo up'];
  topology.interfaces.forEach(({ name, addresses }, offset) => {
    const index = firstIndex + offset;
    const mac = writeMac(macAddress('node', index));
    const farMac = writeMac(macAddress('far', index));
    batch.push(
      `link add name ${name} index ${index} mtu ${mtu} address ${mac} type veth peer name p${index} ` +
        `index ${index} mtu ${mtu} address ${farMac} netns ${farPid}`,
      // Without ARP every next hop resolves, and the far side need not answer anything.
      `link set dev ${name} arp off`,
      `link set dev ${name} up`,
    );
    for (const address of addresses) {
      batch.push(`addr add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`);
    }
  });
  const batch6: string[] = [];
  const put = (line: string): void => {
    (line.includes(':') ? batch6 : batch).push(line);
  };
  for (const route of topology.routes) put(`route add ${route}`);
  for (const rule of topology.rules ?? []) put(`rule add ${rule}`);
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  return { links: text(batch), links6: text(batch6) };
}

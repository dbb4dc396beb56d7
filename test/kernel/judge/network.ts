import { inNamespace, run } from './command.js';
import { startHelper, type Helper } from './helper.js';
import type { Family } from '../../../src/netfilter/hooks.js';
import type { NodeFiles, Topology } from './scenario.js';

/**
 * Two network namespaces without names, each kept alive by its helper: the node, and the far side, which holds the other
 * end of each of the node's interfaces. Both vanish with this process, however it ends.
 */
export interface Network {
  readonly node: Helper;
  readonly far: Helper;
  /** Names by index, `lo` is 1; both ends of a pair have the same index. */
  readonly interfaces: ReadonlyMap<number, string>;
  /** The node interface's MAC address. */
  mac(index: number): Buffer;
  /** What the firewall before has left: sets, and probes with or without conntrack. */
  readonly before: { sets: boolean; conntrack: boolean | undefined };
  /** `ip -j` output of each family, once asked; nothing changes it. */
  readonly described: Map<Family, Pick<NodeFiles, 'addrs' | 'routes' | 'rules'>>;
  /** Runs a program in the node's namespace. */
  run(words: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

const firstIndex = 10;

/** Builds the namespaces. Nothing of them is seen outside, and nothing in them reaches any other network. */
export async function openNetwork(topology: Topology): Promise<Network> {
  const node = await startHelper(['unshare', '-n']);
  try {
    const far = await startHelper(['unshare', '-n']);
    try {
      await run(
        [...inNamespace(far.pid), 'sh', '-e'],
        'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6\n',
      );
      await run([...inNamespace(node.pid), 'sh', '-e'], nodeScript(topology, far.pid));
      const names = topology.interfaces.map((_, index) => `p${firstIndex + index}`);
      await run(
        [...inNamespace(far.pid), 'ip', '-batch', '-'],
        names.map((name) => `link set ${name} up\n`).join(''),
      );
      const refused = await node.command('listen');
      if (refused !== undefined) throw new Error(`no trace: ${refused}`);
    } catch (error) {
      await far.close();
      throw error;
    }
    return {
      node,
      far,
      interfaces: new Map([
        [1, 'lo'],
        ...topology.interfaces.map(({ name }, index): [number, string] => [firstIndex + index, name]),
      ]),
      before: { sets: false, conntrack: undefined },
      described: new Map(),
      mac: (index) => Buffer.from([2, 0, 0, 0, 0, index]),
      run: (words, input) => run([...inNamespace(node.pid), ...words], input),
      close: async () => {
        await Promise.all([node.close(), far.close()]);
      },
    };
  } catch (error) {
    await node.close();
    throw error;
  }
}

function nodeScript(topology: Topology, farPid: number): string {
  const six = topology.interfaces.some(({ addresses }) => addresses.some((address) => address.includes(':')));
  const sysctls = [
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
  const write = (setting: string): string => {
    const [key = '', value = ''] = setting.split('=');
    return `echo ${value} >/proc/sys/${key.includes('/') ? key : key.replaceAll('.', '/')}`;
  };
  const batch: string[] = ['link set lo up'];
  topology.interfaces.forEach(({ name, addresses }, offset) => {
    const index = firstIndex + offset;
    const hex = index.toString(16).padStart(2, '0');
    batch.push(
      `link add name ${name} index ${index} address 02:00:00:00:00:${hex} type veth peer name p${index} ` +
        `index ${index} address 02:00:00:00:01:${hex} netns ${farPid}`,
      // Without ARP every next hop resolves, and the far side need not answer anything.
      `link set ${name} arp off`,
      `link set ${name} up`,
    );
    for (const address of addresses) {
      batch.push(`addr add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`);
    }
  });
  for (const route of topology.routes) batch.push(`${route.includes(':') ? '-6 ' : ''}route add ${route}`);
  for (const rule of topology.rules ?? []) batch.push(`${rule.includes(':') ? '-6 ' : ''}rule add ${rule}`);
  // `ip -batch` takes no family per line.
  const plain = batch.filter((line) => !line.startsWith('-6 '));
  const only6 = batch.filter((line) => line.startsWith('-6 ')).map((line) => line.slice(3));
  return [
    ...sysctls.map(write),
    `ip -batch - <<'END'\n${plain.join('\n')}\nEND`,
    ...(only6.length === 0 ? [] : [`ip -6 -batch - <<'END'\n${only6.join('\n')}\nEND`]),
    ...(topology.sysctls ?? []).map(write),
  ].join('\n');
}

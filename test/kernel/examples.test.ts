import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run, words } from '../cli/run.js';
import { readStories, type Story } from '../examples/examples.js';
import { disagreements } from '../../src/verify/disagreements.js';
import { judge } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';
import type { InterfaceSetup, PacketOptions, Topology } from '../../src/kernel/scenario.js';

const asked = requireKernel();

/** Each story's node is built from its own files, its firewall loaded, its packets sent. */
describe.skipIf(!asked)('the kernel does what the examples print', () => {
  it.each(readStories().flatMap(byDump))('$name', async ({ name, dump, files, lines }) => {
    const ipsets = files['sets.ipset'];
    const { traces } = await judge({
      name,
      family: 4,
      dump,
      ...topologyOf(files),
      ...(ipsets === undefined ? {} : { ipsets }),
      packets: lines.map(packetOf),
    });
    expect(traces.length).toBeGreaterThan(0);
    for (const [index, line] of lines.entries()) {
      const kernel = traces[index];
      const { stdout } = await run(`${line} --format json`, { files });
      if (kernel === undefined) throw new Error(`${line}: the kernel gave no trace`);
      expect({ line, disagreements: disagreements(kernel, JSON.parse(stdout) as JsonTrace) }).toEqual({
        line,
        disagreements: [],
      });
    }
  });
});

interface Judged extends Pick<Story, 'name' | 'files'> {
  readonly dump: string;
  readonly lines: readonly string[];
}

/** A story's questions by the dump they ask. */
function byDump({ name, files, questions }: Story): readonly Judged[] {
  return Object.entries(files)
    .filter(([file]) => file.endsWith('.save'))
    .map(([file, dump]) => ({
      name: `${name}/${file}`,
      files,
      dump,
      lines: questions.map(({ line }) => line).filter((line) => words(line)[1] === file && isAsked(line)),
    }))
    .filter(({ lines }) => lines.length > 0);
}

/** Not where the node's routes are left open or the packet is described by names, and not IPVS: the kernel of the tests need not have it. */
function isAsked(line: string): boolean {
  return line.includes('--routes') && !/--(?:ipvs|format|from|to) /.test(line);
}

/** The options that describe the packet; the judge takes their names without dashes. */
function packetOf(line: string): PacketOptions {
  const given = new Map<string, string>();
  const [, , ...rest] = words(line);
  for (const [index, word] of rest.entries()) {
    const value = rest[index + 1];
    if (word.startsWith('--') && value !== undefined) given.set(word.slice(2), value);
  }
  const numbers = new Set(['sport', 'dport', 'ttl', 'length', 'uid', 'gid']);
  const described = ['src', 'dst', 'proto', 'sport', 'dport', 'iif', 'ctstate'].flatMap(
    (key): readonly [string, string | number][] => {
      const value = given.get(key);
      return value === undefined ? [] : [[key, numbers.has(key) ? Number(value) : value]];
    },
  );
  return { src: '', dst: '', ...Object.fromEntries(described) };
}

interface Address {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number }[];
}

interface Route {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly table?: string;
  readonly protocol?: string;
  readonly flags: readonly string[];
}

function topologyOf(files: Story['files']): Topology {
  const addresses = JSON.parse(files['addrs.json'] ?? '[]') as readonly Address[];
  const routes = JSON.parse(files['routes.json'] ?? '[]') as readonly Route[];
  const interfaces = addresses
    .filter(({ ifname }) => ifname !== 'lo')
    .map(({ ifname, addr_info: list }): InterfaceSetup => ({
      name: ifname,
      addresses: list.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    }));
  return {
    interfaces,
    routes: routes
      .filter(({ table, protocol }) => table === undefined && protocol !== 'kernel')
      .map(({ type, dst, gateway, dev, flags }) =>
        [
          ...(type === undefined ? [] : [type]),
          dst,
          ...(gateway === undefined ? [] : ['via', gateway]),
          ...(dev === undefined ? [] : ['dev', dev]),
          ...flags,
        ].join(' '),
      ),
  };
}

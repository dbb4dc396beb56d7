import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { run } from '../cli/run.js';
import type { NodeFiles, PacketOptions } from '../../src/kernel/scenario.js';

/**
 * What `calitrace trace --format json` says of a packet, given the files of the node.
 * @throws where it ends otherwise than with a trace, or complains about a file that the kernel's own tools wrote
 */
export async function calitrace(
  files: NodeFiles,
  family: Family,
  options: PacketOptions,
  more: readonly string[] = [],
): Promise<JsonTrace> {
  // The judge sends with it what says no other, also to groups.
  const given = Object.entries<string | number>({ ttl: 64, ...options }).filter(
    ([name]) => name !== 'in-fragments',
  );
  const result = await run(
    [
      'trace',
      'dump',
      family === 4 ? '-4' : '-6',
      ...['--ipset', 'ipsets', '--addrs', 'addrs', '--routes', 'routes', '--rules', 'rules'],
      ...['--format', 'json', '--strict'],
      ...given.flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...more,
    ],
    { files: { ...files } },
  );
  if (result.status !== 0) throw new Error(`calitrace ended with ${result.status}: ${result.stderr}`);
  return JSON.parse(result.stdout) as JsonTrace;
}

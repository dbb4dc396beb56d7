import type { Trace } from '../../trace/trace.js';
import type { Row } from '../layout.js';

/** What prints the file that an option takes; with `-6` where the command tells the families apart. */
const sources: Readonly<Record<string, (family: 4 | 6) => string>> = {
  '--ipset': () => 'ipset save',
  '--addrs': () => 'ip -j addr',
  '--routes': (family) => `${ip(family)} -j route show table all`,
  '--rules': (family) => `${ip(family)} -j rule`,
  '--ipvs': () => 'ipvsadm -Sn',
};

/** The options, other than `--assume`, that answer questions of these paths, each with the command that it takes the output of. */
export function settleRows(trace: Trace): readonly Row[] {
  const options = new Set<string>();
  for (const path of trace.paths) {
    for (const { settle } of path.assumptions)
      for (const option of settlingOptions(settle)) options.add(option);
  }
  if (options.size === 0) return [];
  const named = [...options].map((option) => {
    const source = Object.hasOwn(sources, option) ? sources[option] : undefined;
    return source === undefined ? option : `${option} (${source(trace.packet.family)})`;
  });
  return [
    {
      kind: 'text',
      label: { role: 'unsure', text: 'settle' },
      indent: 0,
      text: { role: 'unsure', text: `fewer paths with ${named.join(', ')}` },
    },
  ];
}

/** The options, other than `--assume`, that answer a question. The subject of an `--assume` is text of the dump: only what stands before and behind it counts. */
export function settlingOptions(settle: string): readonly string[] {
  const from = settle.indexOf("--assume '");
  const to = settle.lastIndexOf("'");
  const rest = from < 0 ? settle : `${settle.slice(0, from)} ${settle.slice(Math.max(from, to + 1))}`;
  return rest.match(/--[a-z][a-z-]*/g) ?? [];
}

function ip(family: 4 | 6): string {
  return family === 6 ? 'ip -6' : 'ip';
}

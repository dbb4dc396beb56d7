import type { JsonHop, JsonPath, JsonStep, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';

/** A forwarded TCP SYN with a destination port, where a test needs no other packet. */
export const forwarded = '-s 10.65.0.2 -d 203.0.113.9 --dport 80 -i cali1 -o eth1';
/** The same packet to the node, and from it. */
export const toNode = '-s 10.65.0.2 -d 192.0.2.1 --dport 80 -i cali1 --local 192.0.2.1';
export const fromNode = '-s 192.0.2.1 -d 203.0.113.9 --dport 80 -o eth1';

/** Traces a packet through a dump, as `calitrace trace LINE --format json` prints it. Throws where that fails. */
export async function trace(
  dump: string,
  line: string = forwarded,
  files: Readonly<Record<string, string>> = {},
): Promise<JsonTrace> {
  const { stdout, stderr, status } = await run(`trace --format json ${line}`, { stdin: dump, files });
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`);
  return JSON.parse(stdout) as JsonTrace;
}

/** `forwarded`, `dropped by filter X rule 7`, `dropped by policy of filter INPUT`, `dropped: no route to …`. */
export function endOf({ disposition: { kind, by } }: JsonPath): string {
  switch (by.kind) {
    case 'rule':
      return isThrough(kind) ? kind : `${kind} by ${by.table} ${by.chain} rule ${by.rule}`;
    case 'policy':
      return isThrough(kind) ? kind : `${kind} by policy of ${by.table} ${by.chain}`;
    case 'kernel':
      return isThrough(kind) ? kind : `${kind}: ${by.reason}`;
  }
}

function isThrough(kind: string): boolean {
  return kind === 'forwarded' || kind === 'delivered' || kind === 'sent';
}

/** The ends of all paths, in order. */
export async function ends(
  dump: string,
  line: string = forwarded,
  files: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  return (await trace(dump, line, files)).paths.map(endOf);
}

/** The way of the only path, a word a step: `FORWARD 1 JUMP A`, `A end → FORWARD 2`, `policy FORWARD ACCEPT`. */
export function stepsOf(path: JsonPath): readonly string[] {
  return path.hops.flatMap((hop) => (hop.kind === 'table' ? hop.steps.map(stepWords) : []));
}

function stepWords(step: JsonStep): string {
  switch (step.kind) {
    case 'rule':
      return [step.chain, step.rule, step.verdict, step.to].filter((word) => word !== undefined).join(' ');
    case 'return':
      return `${step.chain} ${step.because} → ${step.to === 'policy' ? 'policy' : `${step.to.chain} ${step.to.rule}`}`;
    case 'policy':
      return `policy ${step.chain} ${step.verdict}`;
  }
}

/** Where a path went: `PREROUTING raw`, `PREROUTING conntrack`, `PREROUTING routing`. */
export function stationsOf(path: JsonPath): readonly string[] {
  return path.hops.map((hop: JsonHop) => `${hop.hook} ${hop.kind === 'table' ? hop.table : hop.kind}`);
}

/** The only path of a trace. */
export async function onlyPath(
  dump: string,
  line: string = forwarded,
  files: Readonly<Record<string, string>> = {},
): Promise<JsonPath> {
  const { paths } = await trace(dump, line, files);
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0)
    throw new Error(`${paths.length} paths: ${paths.map(endOf).join('; ')}`);
  return path;
}

/** One table as iptables-save prints it. `-A` lines and `:` lines as given. */
export function table(name: string, ...lines: readonly string[]): string {
  return `*${name}\n${lines.join('\n')}\nCOMMIT\n`;
}

/** filter with some chains, their rules and FORWARD's. */
export function filter(chains: Readonly<Record<string, readonly string[]>>, policies = ''): string {
  const lines: string[] = [];
  for (const hook of ['INPUT', 'FORWARD', 'OUTPUT']) {
    lines.push(`:${hook} ${policies.includes(`${hook}=DROP`) ? 'DROP' : 'ACCEPT'} [0:0]`);
  }
  for (const name of Object.keys(chains)) {
    if (!['INPUT', 'FORWARD', 'OUTPUT'].includes(name)) lines.push(`:${name} - [0:0]`);
  }
  for (const [name, rules] of Object.entries(chains))
    for (const rule of rules) lines.push(`-A ${name} ${rule}`);
  return table('filter', ...lines);
}

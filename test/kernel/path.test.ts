import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonJourney, JsonJourneyFile, JsonWay } from '../../src/format/path/jsonPath.js';
import { run } from '../cli/run.js';
import { requireKernel } from './judge/requireKernel.js';
import { packets, rules, type LabPacket, type Mode } from './path/rules.js';

const asked = requireKernel();
const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Whether this kernel has IPIP; WireGuard is always done by hand, as it needs a program for its keys. */
const hasIpip = asked && made('unshare -n ip tunnel add lab mode ipip');

function made(command: string): boolean {
  try {
    execFileSync('sh', ['-c', command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What the kernels did with one packet. */
interface Seen {
  /** `10.244.2.7:8080`, or `silence`. */
  readonly answer: string;
  /** `a filter FORWARD 3` to how many packets the rule counted. */
  readonly counted: Counted;
}

type Counted = Readonly<Record<string, number>>;

interface Lab {
  readonly files: Readonly<Record<string, string>>;
  readonly seen: readonly Seen[];
}

/** Builds both nodes, lets calitrace take a snapshot of each, and sends all packets. */
function runLab(mode: Mode): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'calitrace-path-'));
  try {
    for (const node of ['a', 'b'] as const) writeFileSync(join(folder, `${node}.rules`), rules[node]);
    const output = execFileSync(
      'unshare',
      [
        ...['-n', '-m', '-p', '-f', '--kill-child', '--mount-proc', 'sh', beside('path/lab.sh')],
        ...[mode, folder, beside('path/talk.pl')],
      ],
      {
        encoding: 'utf8',
        input: packets.map(({ from, to, port }) => `${from} ${to} ${port}\n`).join(''),
        env: {
          ...process.env,
          CALITRACE: beside('../../bin/calitrace.js'),
          NODE: process.execPath,
          IPIP: hasIpip ? 'kernel' : 'by hand',
        },
      },
    );
    const files = Object.fromEntries(
      ['a', 'b'].map((node) => [node, readFileSync(join(folder, `${node}.calitrace`), 'utf8')]),
    );
    return {
      files,
      seen: output
        .split(/^packet .*\n/m)
        .slice(1)
        .map(readSeen),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readSeen(text: string): Seen {
  const [answer = '', ...lines] = text.split('\n');
  const counted: Record<string, number> = {};
  const numbers = new Map<string, number>();
  let table = '';
  for (const line of lines) {
    const [, node = '', rest = ''] = /^([ab]) (.*)$/.exec(line) ?? [];
    if (rest.startsWith('*')) table = rest.slice(1);
    const [, packetsCounted, chain] = /^\[(\d+):\d+\] -A (\S+)/.exec(rest) ?? [];
    if (chain === undefined) continue;
    const place = `${node} ${table} ${chain}`;
    const number = (numbers.get(place) ?? 0) + 1;
    numbers.set(place, number);
    if (packetsCounted !== '0') counted[`${place} ${number}`] = Number(packetsCounted);
  }
  return { answer, counted };
}

/** How often each rule matched on a way and on its way back; of several ways back, on one. */
function countsOf(way: JsonWay): readonly Counted[] {
  const answer = way.answer !== undefined && 'ways' in way.answer ? way.answer : undefined;
  const backs = answer?.ways ?? [undefined];
  return backs.map((back) => {
    const counted: Record<string, number> = {};
    for (const { node, path } of [...way.legs, ...(back?.legs ?? [])]) {
      for (const hop of path.hops) {
        if (hop.kind !== 'table') continue;
        for (const step of hop.steps) {
          if (step.kind !== 'rule') continue;
          const key = `${node} ${hop.table} ${step.chain} ${step.rule}`;
          counted[key] = (counted[key] ?? 0) + 1;
        }
      }
    }
    return counted;
  });
}

/** Who answers, as the sender sees it. */
function answersOf({ answer }: JsonWay): readonly string[] {
  if (answer === undefined || 'none' in answer) return ['silence'];
  return answer.ways.map(({ end, legs }) => {
    const packet = legs.at(-1)?.path.packet;
    return (end.kind === 'arrives' || end.kind === 'leaves') && packet !== undefined
      ? `${packet.source}:${packet.sourcePort}`
      : 'silence';
  });
}

/** From outside a packet comes first to the node that it goes to. */
function senderOf({ from, to }: LabPacket): string {
  const senders = { a: 'a', b: 'b', p: '10.244.1.5', q: '10.244.2.7' } as const;
  return from === 'outside' ? `${to === '10.0.0.11' ? 'a' : 'b'}:10.0.0.1` : senders[from];
}

async function journeyOf({ files }: Lab, sent: LabPacket): Promise<JsonJourney> {
  const { to, port } = sent;
  const line = `path --node a=a --node b=b --from ${senderOf(sent)} --to ${to} -p udp --dport ${port} --length 36 --format json`;
  const { stdout, stderr } = await run(line, { files });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as JsonJourneyFile;
}

const modes: readonly Mode[] = ['plain', 'vxlan', 'overlay', 'ipip', 'wireguard'];

describe.skipIf(!asked).each(modes)('two nodes joined by %s', (mode) => {
  let lab: Lab | undefined;
  beforeAll(() => {
    lab = runLab(mode);
  });
  afterAll(() => {
    lab = undefined;
  });

  const byHand = mode === 'ipip' && !hasIpip;

  for (const [index, packet] of packets.entries()) {
    // By hand marks get lost, which those of the kernel keep.
    it.skipIf(byHand && packet.marked === true)(packet.title, async () => {
      if (lab === undefined) throw new Error('there is no lab');
      const seen = lab.seen[index];
      const { ways, complete } = await journeyOf(lab, packet);
      expect(complete).toBe(true);
      if (packet.answer !== undefined) expect(seen?.answer).toBe(packet.answer);
      const possible = ways.flatMap((way) => {
        const answers = answersOf(way);
        return countsOf(way).map((counted, at) => ({ answer: answers[at] ?? 'silence', counted }));
      });
      if (possible.length === 1) expect(possible[0]).toEqual(seen);
      else expect(possible).toContainEqual(seen);
    });
  }
});

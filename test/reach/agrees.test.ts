import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { JsonPath } from '../../src/format/trace/jsonTrace.js';
import type { PacketOptions } from '../../src/kernel/scenario.js';
import { run } from '../cli/run.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { isPlain, leavingBy, traced } from '../packetset/tracedState.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 10);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
/** So many packets of a firewall are asked about. */
const asked = 3;

/** What a way shows: how it ends, unless the kernel ended it, and the last rule that it matches, each with its hook. */
function shown({ hops, disposition: { kind, by } }: JsonPath): readonly (readonly [string, string])[] {
  const matched = hops.flatMap((hop) =>
    hop.kind !== 'table'
      ? []
      : hop.steps.flatMap((step) =>
          step.kind === 'rule' ? [[`--to ${hop.table}/${step.chain}:${step.rule}`, hop.hook] as const] : [],
        ),
  );
  const hook = hops.findLast((hop) => hop.kind === 'table')?.hook ?? '';
  const end = ended[kind];
  const told =
    end === undefined || by.kind === 'kernel' ? [] : [[`--verdict ${end[0]}`, end[1] ?? hook] as const];
  return [...matched.slice(-1), ...told];
}

const ended: Readonly<Record<string, readonly [end: string, hook?: string]>> = {
  forwarded: ['accepted', 'POSTROUTING'],
  sent: ['accepted', 'POSTROUTING'],
  delivered: ['accepted', 'INPUT'],
  dropped: ['dropped'],
  rejected: ['rejected'],
};

/** Options that leave of all packets this one, as far as they tell. */
function onlyThat({ src, dst, proto, sport, dport, iif, mark, fragment }: PacketOptions): readonly string[] {
  const ports = { sport, dport };
  const limits = {
    src,
    dst,
    proto,
    iif: iif ?? '',
    mark: mark ?? '0',
    ...(fragment === 'later' ? {} : ports),
  };
  return Object.entries(limits).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}

describe('reach finds what a trace shows, among packets like that one', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async () => {
      const { dump, family, packets } = randomScenario(seed);
      for (const packet of packets.filter((one) => isPlain(one, '')).slice(0, asked)) {
        const { paths } = await traced(dump, family, packet, leavingBy(packet));
        const isForwarded = paths.every(({ disposition }) => disposition.kind === 'forwarded');
        const limits = [...onlyThat(packet), ...(isForwarded ? leavingBy(packet) : [])];
        const wanted = new Map(paths.flatMap(shown).map((one) => [one.join(), one]));
        for (const [target, hook] of wanted.values()) {
          const words = ['reach', 'dump', `-${family}`, '--format', 'json', ...target.split(' ')];
          const { stdout } = await run([...words, ...limits], { files: { dump } });
          const { hooks } = JSON.parse(stdout) as { readonly hooks: readonly { readonly hook: string }[] };
          expect(
            hooks.map((found) => found.hook),
            `${target} ${JSON.stringify(packet)}\n${dump}`,
          ).toContain(hook);
        }
      }
    });
  }
});

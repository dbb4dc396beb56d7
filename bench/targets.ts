import { floor } from './commands.js';
import type { CommandName } from './commands.js';
import { medianRatio, medianSeconds, outcomeOf, outcomeText, peakMemory } from './measure/series.js';
import type { Series } from './measure/series.js';

/** The series of one dump by their names. */
export interface MeasuredDump {
  readonly kind: DumpKind;
  /** As asked for; the dump has about so many rules. */
  readonly size: number;
  readonly rules: number;
  readonly chains: number;
  /** Bytes. */
  readonly length: number;
  readonly series: readonly Series[];
}

export type DumpKind = 'kube-proxy' | 'calico';

/** What calitrace is meant to reach. */
export type Target = {
  readonly command: CommandName;
  readonly kind: DumpKind;
  readonly size: number;
} & (
  | { readonly measure: 'ratio'; readonly to: string; readonly most: number }
  /** MiB. */
  | { readonly measure: 'peak'; readonly most: number }
  /** From the smaller size on, time grows no faster than n log n. */
  | { readonly measure: 'growth'; readonly from: number }
);

const kilo = 1000;
const legacy = 'iptables-legacy-restore --test';

const ratio = (
  command: Target['command'],
  kind: DumpKind,
  size: number,
  to: string,
  most: number,
): Target => ({
  command,
  kind,
  size: size * kilo,
  measure: 'ratio',
  to,
  most,
});
const peak = (command: CommandName, kind: DumpKind, size: number, most: number): Target => ({
  command,
  kind,
  size: size * kilo,
  measure: 'peak',
  most,
});
const growth = (command: CommandName, kind: DumpKind, from: number, size: number): Target => ({
  command,
  kind,
  size: size * kilo,
  measure: 'growth',
  from: from * kilo,
});

export const targets: readonly Target[] = [
  ratio('help', 'kube-proxy', 1, floor, 1.5),
  ratio('trace', 'kube-proxy', 1, floor, 2),
  ratio('trace', 'calico', 100, floor, 2.6),
  ratio('trace', 'kube-proxy', 100, floor, 3.3),
  ratio('trace', 'kube-proxy', 500, floor, 6.5),
  ratio('parse', 'kube-proxy', 100, legacy, 0.4),
  ratio('parse', 'kube-proxy', 500, legacy, 0.08),
  ratio('parse --no-memo', 'kube-proxy', 100, legacy, 1.5),
  peak('trace', 'kube-proxy', 100, 100),
  peak('trace', 'kube-proxy', 500, 220),
  peak('parse', 'kube-proxy', 100, 110),
  peak('parse', 'kube-proxy', 500, 300),
  ratio('trace of 1 000 packets', 'kube-proxy', 100, 'trace', 2),
  ratio('lint', 'kube-proxy', 100, 'parse', 10),
  ...(['lint', 'reach', 'diff'] as const).flatMap((command) =>
    (['kube-proxy', 'calico'] as const).flatMap((kind) => [
      growth(command, kind, 10, 100),
      growth(command, kind, 100, 500),
    ]),
  ),
];

/** What was seen of a target; `why` says why there is no number. */
export type Judgement =
  | { readonly seen: number; readonly most: number; readonly met: boolean }
  | { readonly seen: undefined; readonly most: number | undefined; readonly why: string };

/** Compares a target with what was measured. A command that did not do its work met nothing. */
export function judge(target: Target, measured: readonly MeasuredDump[]): Judgement {
  const find = (name: string, size: number): MeasuredDump & { readonly found: Series | undefined } => {
    const dump = measured.find((one) => one.kind === target.kind && one.size === size);
    const found = dump?.series.find(({ task }) => task.name === name);
    return { ...(dump ?? nothing(target.kind, size)), found };
  };
  const own = find(target.command, target.size);
  const other = otherOf(target, find);
  const most = limitOf(target, own.rules, other?.rules ?? 0);
  const compared = [own, ...(other === undefined ? [] : [other])];
  for (const { found } of compared) {
    const why = found === undefined ? 'not measured' : outcomeText(outcomeOf(found));
    if (why !== undefined) return { seen: undefined, most, why };
  }
  const seen = seenOf(target, own.found, other?.found);
  return seen === undefined || most === undefined
    ? { seen: undefined, most, why: 'not measured' }
    : { seen, most, met: seen <= most };
}

function otherOf<Found>(target: Target, find: (name: string, size: number) => Found): Found | undefined {
  switch (target.measure) {
    case 'ratio':
      return find(target.to, target.size);
    case 'growth':
      return find(target.command, target.from);
    case 'peak':
      return undefined;
  }
}

function limitOf(target: Target, rules: number, fewer: number): number | undefined {
  switch (target.measure) {
    case 'ratio':
    case 'peak':
      return target.most;
    case 'growth':
      return rules === 0 || fewer === 0 ? undefined : (rules * Math.log(rules)) / (fewer * Math.log(fewer));
  }
}

function seenOf(target: Target, own: Series | undefined, other: Series | undefined): number | undefined {
  if (own === undefined) return undefined;
  switch (target.measure) {
    case 'ratio':
      return other === undefined ? undefined : medianRatio(own, other);
    case 'growth': {
      const [longer, shorter] = [medianSeconds(own), other === undefined ? undefined : medianSeconds(other)];
      return longer === undefined || shorter === undefined ? undefined : longer / shorter;
    }
    case 'peak':
      return peakMemory(own);
  }
}

function nothing(kind: DumpKind, size: number): MeasuredDump {
  return { kind, size, rules: 0, chains: 0, length: 0, series: [] };
}

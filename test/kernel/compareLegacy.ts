import type { JsonPath, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { endWords, leavingDifferences } from '../../src/verify/compare.js';
import { fieldSentence, sides } from '../../src/verify/disagreements.js';
import type { Counters } from './judge/counters.js';
import type { LegacyTrace } from './judge/judgeLegacy.js';

/** What iptables-legacy counted otherwise than calitrace tells; of a trace that forks, of the path that comes closest. */
export function legacyDisagreements(kernel: LegacyTrace, trace: JsonTrace): readonly string[] {
  const [first, ...more] = trace.paths.map((path) => comparePath(kernel, path));
  if (first === undefined) return ['calitrace gave no path'];
  return more.reduce((least, found) => (found.length < least.length ? found : least), first);
}

function comparePath({ counted, way }: LegacyTrace, path: JsonPath): readonly string[] {
  const ours = stepsCounted(path);
  const keys = new Set([...counted.keys(), ...ours.keys()]);
  const found = [...keys].flatMap((key) => {
    const [kernel, told] = [counted.get(key) ?? 0, ours.get(key) ?? 0];
    return kernel === told ? [] : [`${key}: ${sides(`counted ${kernel}`, `${told}`)}`];
  });
  const [kernelEnd, end] = ['packet' in way.end ? way.end.kind : 'stopped', throughWords(path)];
  if (kernelEnd !== end) found.push(sides(kernelEnd, end));
  else
    found.push(...leavingDifferences(way, path).map((one) => fieldSentence('the packet as it leaves', one)));
  return found;
}

function throughWords(path: JsonPath): string {
  const words = endWords(path);
  return ['forwarded', 'delivered', 'sent'].includes(words) ? words : 'stopped';
}

function stepsCounted(path: JsonPath): Counters {
  const counted = new Map<string, number>();
  for (const hop of path.hops) {
    if (hop.kind !== 'table') continue;
    for (const step of hop.steps) {
      if (step.kind === 'return') continue;
      const key = `${hop.table} ${step.chain} ${step.kind === 'rule' ? step.rule : 'policy'}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
  }
  return counted;
}

import { describe as group, expect, it } from 'vitest';
import { writeAddress } from '../../src/address/address.js';
import { explainCondition } from '../../src/condition/explain.js';
import { colourFor } from '../../src/format/colour.js';
import { writeJson } from '../../src/format/jsonText.js';
import { traceToJson } from '../../src/format/trace/json.js';
import { verifyToJson } from '../../src/format/verify/json.js';
import { formatVerifyText, type VerifyTextOptions } from '../../src/format/verify/text.js';
import { textWidth } from '../../src/format/wrap.js';
import type { KernelEnd, KernelPacket, KernelTrace } from '../../src/kernel/kernelTrace.js';
import type { Packet } from '../../src/packet/packet.js';
import type { Path, Trace } from '../../src/trace/trace.js';
import { compare } from '../../src/verify/compare.js';
import type { AnswerComparison } from '../../src/verify/compareAnswer.js';
import type { Verification } from '../../src/verify/verification.js';
import { complaintsOf } from './published.js';
import { samples } from './samples.js';
import type { Sample } from './samples/sample.js';

function kernelPacket(packet: Packet): KernelPacket {
  const { protocol, source, destination, inInterface, outInterface, mark, tos, ttl, length } = packet;
  return {
    ...{ protocol, inInterface, outInterface, mark, tos, ttl, length },
    source: writeAddress(source),
    destination: writeAddress(destination),
    ...(packet.sourcePort === undefined ? {} : { sourcePort: packet.sourcePort }),
    ...(packet.destinationPort === undefined ? {} : { destinationPort: packet.destinationPort }),
  };
}

function kernelEnd({ disposition: { kind, by }, packet }: Path): KernelEnd {
  if (kind === 'forwarded' || kind === 'delivered' || kind === 'sent') {
    return { kind, packet: kernelPacket(packet) };
  }
  if (kind === 'abandoned') throw new Error('the kernel abandons nothing');
  switch (by.kind) {
    case 'rule': {
      const { table, chain, number } = by.rule;
      return { kind, by: { kind: 'rule', table, chain, rule: number } };
    }
    case 'policy':
      return { kind, by: { kind: 'policy', table: by.table, chain: by.chain } };
    case 'kernel':
      return { kind, by: { kind: 'kernel', after: 'PREROUTING' } };
  }
}

/** A kernel that does what the path tells. */
function kernelThatAgrees(path: Path): KernelTrace {
  return {
    end: kernelEnd(path),
    hops: path.hops.flatMap((hop) => {
      if (hop.kind !== 'table') return [];
      const { hook, table, packet } = hop;
      const steps = hop.steps.flatMap((step): KernelTrace['hops'][number]['steps'] => {
        if (step.kind === 'return') return [];
        if (step.kind === 'policy') return [{ kind: 'policy', chain: step.chain, verdict: step.verdict }];
        const { rule, verdict, to } = step;
        return [
          {
            ...{ kind: 'rule', chain: rule.chain, rule: rule.number, verdict },
            ...(to === undefined ? {} : { to }),
          },
        ];
      });
      return [{ hook, table, packet: kernelPacket(packet), steps }];
    }),
  };
}

/** The same, but for the mark on entry of the last table, or the rule that it ends with. */
function otherMark(kernel: KernelTrace): KernelTrace {
  const hops = kernel.hops.map((hop, at) =>
    at === kernel.hops.length - 1 ? { ...hop, packet: { ...hop.packet, mark: 0x77 } } : hop,
  );
  return { ...kernel, hops };
}

function otherRule(kernel: KernelTrace): KernelTrace {
  const hops = kernel.hops.map((hop, at) =>
    at === kernel.hops.length - 1
      ? {
          ...hop,
          steps: [
            ...hop.steps.slice(0, -1),
            { kind: 'rule', chain: 'FORWARD', rule: 99, verdict: 'ACCEPT' } as const,
          ],
        }
      : hop,
  );
  return {
    hops,
    end: { kind: 'forwarded', packet: kernelPacket((samples['calico-drop'] ?? never()).trace.packet) },
  };
}

function never(): never {
  throw new Error('no such sample');
}

interface Shown {
  readonly trace: Trace;
  readonly verification: Verification;
}

function verify(
  sample: Sample,
  change: (kernel: KernelTrace) => KernelTrace,
  more: Partial<Verification> = {},
): Shown {
  const { trace } = sample;
  const [path] = trace.paths;
  if (path === undefined) throw new Error('no path');
  const there = change(kernelThatAgrees(path));
  const comparison = compare(there, traceToJson(trace, [], { verbose: false, explainCondition }));
  if (comparison === undefined) throw new Error('nothing to compare');
  return {
    trace,
    verification: {
      comparison,
      answer: undefined,
      kernel: { release: '6.18.0', iptables: '1.8.9', there, back: undefined },
      madeUp: [],
      notAsked: [],
      ...more,
    },
  };
}

function show({ trace, verification }: Shown, more: Partial<VerifyTextOptions> = {}): string {
  return formatVerifyText(trace, verification, {
    detail: 'normal',
    width: 80,
    colour: colourFor(false),
    ...more,
  });
}

const same = (kernel: KernelTrace): KernelTrace => kernel;
const calicoDrop = samples['calico-drop'] ?? never();
const shown: Readonly<Record<string, Shown>> = {
  agrees: verify(calicoDrop, same, {
    madeUp: ['sets: office, empty (--ipset)'],
    notAsked: ['--time: the kernel has its own clock'],
  }),
  'another-mark': verify(calicoDrop, otherMark),
  'another-rule': verify(calicoDrop, otherRule),
  'of-three-paths': verify(samples['service'] ?? never(), same),
};

group('a verification as text', () => {
  for (const [name, each] of Object.entries(shown)) {
    for (const width of [60, 80, 120, 200]) {
      it(`${name} at ${width} columns`, async () => {
        const text = show(each, { width });
        await expect(text).toMatchFileSnapshot(`snapshots/verify-${name}.${width}.txt`);
        for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width);
      });
    }
  }

  it('with the packet on entry to each table', async () => {
    const text = show(shown['agrees'] ?? never(), { detail: 'verbose', width: 120 });
    await expect(text).toMatchFileSnapshot('snapshots/verify-agrees.verbose.txt');
  });

  it('the last line alone', () => {
    expect(show(shown['agrees'] ?? never(), { detail: 'quiet', width: 100 })).toMatch(
      /^AGREES {4,5}the kernel agrees on (\d+) of \1 steps \(Linux 6\.18\.0, iptables 1\.8\.9\)\n$/,
    );
  });

  it.each<readonly [string, AnswerComparison, RegExp]>([
    ['that nobody sends', { kind: 'none', because: 'nothing answers' }, /none: nothing answers\n\nAGREES/],
    ['that only one has', { kind: 'differs', because: 'no answer: so' }, /≠ +no answer: so\n\nDIFFERS/],
  ])('an answer %s', (_, answer, expected) => {
    expect(show(verify(calicoDrop, same, { answer }))).toMatch(expected);
  });
});

group('a verification as JSON', () => {
  const json = ({ trace, verification }: Shown) =>
    verifyToJson(verification, traceToJson(trace, [], { verbose: false, explainCondition }));

  it('where they agree', async () => {
    const { trace, ...rest } = json(shown['agrees'] ?? never());
    expect(trace.format).toBe('calitrace.trace');
    await expect(writeJson(rest)).toMatchFileSnapshot('snapshots/verify-agrees.json.txt');
  });

  it.each([
    ['another-mark', { kind: 'packet', way: 'there', field: 'mark', kernel: '119' }],
    ['another-rule', { kind: 'step', way: 'there', kernel: 'FORWARD 99 ACCEPT' }],
  ])('%s is the first difference', (name, difference) => {
    const told = json(shown[name] ?? never());
    expect(told.agrees).toBe(false);
    expect(told.steps.agreed).toBeLessThan(told.steps.of);
    expect(told.difference).toMatchObject(difference);
  });

  it.each([
    ...Object.entries(shown),
    ...(
      [
        { kind: 'none', because: 'nothing answers' },
        { kind: 'differs', because: 'no answer: so' },
      ] as const
    ).map((answer) => [`an answer, ${answer.kind}`, verify(calicoDrop, same, { answer })] as const),
  ])('is as the published schema has it: %s', (_, each) => {
    expect(complaintsOf(JSON.parse(writeJson(json(each))))).toEqual([]);
  });

  it('says which path the kernel went', () => {
    expect(json(shown['of-three-paths'] ?? never()).path).toEqual({ taken: 1, of: 3 });
  });
});

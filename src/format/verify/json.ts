import { protocolName } from '../../netfilter/protocols.js';
import type { KernelPacket, KernelStep, KernelTrace } from '../../kernel/kernelTrace.js';
import { kernelEndWords } from '../../kernel/kernelTrace.js';
import { stepWords } from '../../kernel/traceLines.js';
import type { Comparison, FieldDifference } from '../../verify/compare.js';
import { agrees, type AnswerComparison } from '../../verify/compareAnswer.js';
import { scoreOf, type Verification } from '../../verify/verification.js';
import { decodeText } from '../sentence.js';
import type { Hook, TableName } from '../../netfilter/hooks.js';
import type { JsonName } from '../jsonNames.js';
import type { Count, Ordinal, Unsigned16, Unsigned32, Unsigned8 } from '../jsonNumbers.js';
import type { JsonTrace } from '../trace/jsonTrace.js';

/** How a trace compares with what the kernel did. */
export interface JsonVerification {
  readonly format: 'calitrace.verify';
  readonly version: 1;
  readonly agrees: boolean;
  readonly steps: { readonly agreed: Count; readonly of: Count };
  /** The path of the trace that the kernel went, or that comes closest. */
  readonly path: { readonly taken: Ordinal; readonly of: Ordinal };
  /** The first difference there, or on the way back. */
  readonly difference?: JsonDifference;
  readonly kernel: {
    readonly release: string;
    readonly iptables: string;
    readonly hops: readonly JsonKernelHop[];
    readonly end: string;
    readonly answer?: { readonly hops: readonly JsonKernelHop[]; readonly end: string };
  };
  /** What was made up for the kernel, since nothing told it. */
  readonly madeUp: readonly string[];
  /** What the kernel was not asked. */
  readonly notAsked: readonly string[];
  readonly trace: JsonTrace;
  /** With names of the cluster: what is mentioned. */
  readonly names?: readonly JsonName[];
}

/** `step`: another rule, chain or policy; `packet`: another value of a field; `end`: another end; `answer`: one has none. */
export interface JsonDifference {
  readonly kind: 'step' | 'packet' | 'end' | 'answer';
  readonly way: 'there' | 'back';
  readonly hook?: Hook;
  readonly table?: TableName;
  readonly field?: string;
  readonly kernel: string;
  readonly calitrace: string;
}

/** One built-in chain that the packet went through. */
export interface JsonKernelHop {
  readonly hook: Hook;
  readonly table: TableName;
  /** On entry. */
  readonly packet: JsonKernelPacket;
  readonly steps: readonly KernelStep[];
}

/** A packet as the kernel tells it, by the keys that a packet of a trace has. */
export interface JsonKernelPacket {
  /** Its name, else its number. */
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort?: Unsigned16;
  readonly destinationPort?: Unsigned16;
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly mark: Unsigned32;
  readonly tos: Unsigned8;
  readonly ttl: Unsigned8;
  readonly length: Count;
}

/** A verification in its stable JSON form, version 1; docs/verify.md and docs/json.md describe it. */
export function verifyToJson(verification: Verification, trace: JsonTrace): JsonVerification {
  const { comparison, answer, kernel, madeUp, notAsked } = verification;
  const { agrees: all, agreed, of } = scoreOf(verification);
  const difference = firstDifference(comparison, 'there') ?? answerDifference(answer);
  return {
    format: 'calitrace.verify',
    version: 1,
    agrees: all,
    steps: { agreed, of },
    path: { taken: comparison.path + 1, of: comparison.paths },
    ...(difference === undefined ? {} : { difference }),
    kernel: {
      release: decodeText(kernel.release),
      iptables: decodeText(kernel.iptables),
      ...wayToJson(kernel.there),
      ...(kernel.back === undefined ? {} : { answer: wayToJson(kernel.back) }),
    },
    madeUp: madeUp.map(decodeText),
    notAsked: notAsked.map(decodeText),
    trace,
  };
}

function wayToJson({ hops, end }: KernelTrace): { hops: readonly JsonKernelHop[]; end: string } {
  return {
    hops: hops.map(({ hook, table, packet, steps }) => ({
      ...{ hook, table, steps },
      packet: packetToJson(packet),
    })),
    end: kernelEndWords(end),
  };
}

function packetToJson(packet: KernelPacket): JsonKernelPacket {
  const { protocol, source, destination, sourcePort, destinationPort, inInterface, outInterface } = packet;
  const { mark, tos, ttl, length } = packet;
  return {
    protocol: protocolName(protocol),
    source,
    destination,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(inInterface === '' ? {} : { inInterface }),
    ...(outInterface === '' ? {} : { outInterface }),
    ...{ mark, tos, ttl, length },
  };
}

function firstDifference(comparison: Comparison, way: JsonDifference['way']): JsonDifference | undefined {
  for (const { hook, table, entry, steps } of comparison.hops) {
    const [field] = entry;
    if (field !== undefined) return { kind: 'packet', way, hook, table, ...fieldToJson(field) };
    const step = steps.find((one) => !one.agrees);
    if (step !== undefined) {
      return { kind: 'step', way, hook, table, kernel: words(step.kernel), calitrace: words(step.told) };
    }
  }
  const { end } = comparison;
  if (end === undefined) return undefined;
  const [field] = end.leaving;
  if (field !== undefined) return { kind: 'packet', way, ...fieldToJson(field) };
  return end.agrees ? undefined : { kind: 'end', way, kernel: end.kernel, calitrace: end.told };
}

function answerDifference(answer: AnswerComparison | undefined): JsonDifference | undefined {
  if (answer === undefined || agrees(answer)) return undefined;
  if (answer.kind === 'compared') return firstDifference(answer.comparison, 'back');
  return { kind: 'answer', way: 'back', kernel: '', calitrace: answer.because };
}

function fieldToJson({ field, kernel, told }: FieldDifference): {
  readonly field: string;
  readonly kernel: string;
  readonly calitrace: string;
} {
  return { field, kernel, calitrace: told };
}

function words(step: KernelStep | undefined): string {
  return step === undefined ? '' : stepWords(step);
}

import type { KernelEnd, KernelStep, KernelTrace } from '../kernel/kernelTrace.js';

/** A kernel's trace with its names as the JSON form of a trace has them. `decode` makes text of bytes. */
export function decodeKernelTrace(trace: KernelTrace, decode: (bytes: string) => string): KernelTrace {
  const packet = <T extends { inInterface: string; outInterface: string }>(one: T): T => ({
    ...one,
    inInterface: decode(one.inInterface),
    outInterface: decode(one.outInterface),
  });
  const step = (one: KernelStep): KernelStep => ({
    ...one,
    chain: decode(one.chain),
    ...('to' in one ? { to: decode(one.to) } : {}),
  });
  const end = (one: KernelEnd): KernelEnd => {
    if ('packet' in one) return { ...one, packet: packet(one.packet) };
    return one.by.kind === 'kernel' ? one : { ...one, by: { ...one.by, chain: decode(one.by.chain) } };
  };
  return {
    ...trace,
    hops: trace.hops.map((hop) => ({ ...hop, packet: packet(hop.packet), steps: hop.steps.map(step) })),
    end: end(trace.end),
  };
}

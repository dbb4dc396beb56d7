import type { Counters } from './ast.js';

const most = 2n ** 64n - 1n;
const zero: Counters = { packets: 0n, bytes: 0n };

/**
 * Reads `[packets:bytes]`. Without `--counters` iptables-restore looks at none of this, so what is no number counts as 0,
 * and `good` is false.
 */
export function readCounters(raw: string): { readonly value: Counters; readonly good: boolean } {
  if (raw === '[0:0]') return { value: zero, good: true };
  const [, packets, bytes] = /^\[(\d{1,20}):(\d{1,20})\]$/.exec(raw) ?? [];
  if (packets === undefined || bytes === undefined) return { value: zero, good: false };
  const value = { packets: BigInt(packets), bytes: BigInt(bytes) };
  return value.packets > most || value.bytes > most ? { value: zero, good: false } : { value, good: true };
}

/**
 * Mark arithmetic: all marks are unsigned 32-bit numbers.
 * @see linux net/netfilter/xt_mark.c mark_tg, mark_mt
 */

/** The whole mark as a mask. */
export const fullMask = 0xffffffff;

/** `(mark & ~mask) ^ value`: what `MARK --set-xmark value/mask` does. */
export function changeMark(mark: number, value: number, mask: number): number {
  return ((mark & ~mask) ^ value) >>> 0;
}

/** `(mark & mask) === value`: whether `-m mark --mark value/mask` holds. A value outside the mask never does. */
export function markMatches(mark: number, value: number, mask: number): boolean {
  return (mark & mask) >>> 0 === value >>> 0;
}

/** A mark as iptables-save prints it: lower-case hexadecimal, no leading zeros. */
export function writeMark(mark: number): string {
  return `0x${(mark >>> 0).toString(16)}`;
}

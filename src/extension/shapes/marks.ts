import { fullMask } from '../../netfilter/marks.js';
import type { MarkAndMask } from '../types/marks.js';

/** The bits cleared and the bits then xored in: what every spelling of MARK and CONNMARK comes down to. */
export interface MarkChange {
  readonly value: number;
  readonly mask: number;
}

/** The spellings that MARK and CONNMARK share; at most one is given. */
export interface MarkSpellings {
  readonly setXmark: MarkAndMask | undefined;
  readonly setMark: MarkAndMask | undefined;
  readonly andMark: number | undefined;
  readonly orMark: number | undefined;
  readonly xorMark: number | undefined;
}

/**
 * The change that a spelling stands for; undefined where none is given. `--set-mark V/M` also clears the bits of V.
 * @see iptables extensions/libxt_MARK.c mark_tg_parse
 */
export function markChange(given: MarkSpellings): MarkChange | undefined {
  const { setXmark, setMark, andMark, orMark, xorMark } = given;
  if (setXmark !== undefined) return { value: setXmark.value, mask: setXmark.mask ?? fullMask };
  if (setMark !== undefined) {
    return { value: setMark.value, mask: (setMark.value | (setMark.mask ?? fullMask)) >>> 0 };
  }
  if (andMark !== undefined) return { value: 0, mask: ~andMark >>> 0 };
  if (orMark !== undefined) return { value: orMark, mask: orMark };
  if (xorMark !== undefined) return { value: xorMark, mask: 0 };
  return undefined;
}

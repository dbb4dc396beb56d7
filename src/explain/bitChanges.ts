import { fullMask } from '../netfilter/marks.js';
import type { Effect } from '../packet/effect.js';

/** What an effect does with bits of the packet's mark, or of its connection's. */
export type BitChangeKind =
  | 'sets'
  | 'clears'
  | 'toggles'
  | 'takes from the connection'
  | 'keeps in the connection'
  | 'sets of the connection'
  | 'clears of the connection'
  | 'toggles of the connection';

export interface BitChange {
  readonly kind: BitChangeKind;
  /** Unsigned 32-bit, not 0. */
  readonly mask: number;
}

/** The bits of marks that an effect changes; none of another effect. */
export function bitChanges(effect: Effect): readonly BitChange[] {
  return changesOf(effect).flatMap(([kind, bits]) => (bits === 0 ? [] : [{ kind, mask: bits >>> 0 }]));
}

type Bits = readonly [kind: BitChangeKind, bits: number];

/** The mask's bits are cleared, then those of the value turned. @see linux net/netfilter/xt_mark.c mark_tg */
function turned(
  { value, mask }: Masked,
  kinds: readonly [BitChangeKind, BitChangeKind, BitChangeKind],
): readonly Bits[] {
  const [sets, clears, toggles] = kinds;
  return [
    [sets, value & mask],
    [clears, mask & ~value],
    [toggles, value & ~mask],
  ];
}

interface Masked {
  readonly value: number;
  readonly mask: number;
}

function changesOf(effect: Effect): readonly Bits[] {
  switch (effect.kind) {
    case 'mark':
    case 'tproxy':
      return turned(effect, ['sets', 'clears', 'toggles']);
    case 'mark-hash':
      return [['sets', fullMask]];
    case 'connmark-set':
      return turned(effect, [
        'sets of the connection',
        'clears of the connection',
        'toggles of the connection',
      ]);
    case 'connmark-save':
      return [['keeps in the connection', effect.nfMask]];
    case 'connmark-restore':
      return [['takes from the connection', effect.ctMask]];
    case 'nat':
    case 'notrack':
    case 'ct-template':
    case 'tos':
    case 'ttl':
    case 'set-entry':
    case 'set-map':
    case 'copy':
    case 'prefix':
    case 'tcp-options':
    case 'note':
      return [];
  }
}

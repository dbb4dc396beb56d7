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

function changesOf(effect: Effect): readonly (readonly [kind: BitChangeKind, bits: number])[] {
  switch (effect.kind) {
    case 'mark':
    case 'tproxy':
      return [
        ['sets', effect.value & effect.mask],
        ['clears', effect.mask & ~effect.value],
        ['toggles', effect.value & ~effect.mask],
      ];
    case 'mark-hash':
      return [['sets', fullMask]];
    case 'connmark-set':
      return [
        ['sets of the connection', effect.value & effect.mask],
        ['clears of the connection', effect.mask & ~effect.value],
        ['toggles of the connection', effect.value & ~effect.mask],
      ];
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

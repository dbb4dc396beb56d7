import type { Effect } from '../packet/effect.js';
import { keyOfState } from './stateOf.js';
import type { State, Writer } from './stateOf.js';

/** What rules do: to a packet, beside its fields, or to a state in the kernel; `by` is what writes it. */
export type Done =
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'state'; readonly state: State; readonly by: Writer };

/** Among what it may matter in which order it is done; undefined where it matters nowhere. */
export function slotOf(done: Done): string | undefined {
  if (done.kind === 'effect') return 'packet';
  return done.state.kind === 'own' ? undefined : keyOfState(done.state);
}

/** Whether the order of two deeds of one slot may matter. */
export function isOrdered(first: Done, second: Done): boolean {
  const [one, other] = [orderOf(first), orderOf(second)];
  return (
    one.alike !== other.alike &&
    (one.bits === undefined || other.bits === undefined || (one.bits & other.bits) !== 0)
  );
}

/** Deeds are in any order that are `alike`, or that write other bits. */
function orderOf(done: Done): { readonly alike: string; readonly bits?: number } {
  if (done.kind === 'effect')
    return { alike: done.effect.kind === 'copy' ? 'copy' : JSON.stringify(done.effect) };
  const { by } = done;
  switch (by.kind) {
    case 'recent':
      return { alike: by.effect.change };
    case 'match':
      return { alike: by.kind };
    case 'effect':
      return orderOfEffect(by.effect);
  }
}

function orderOfEffect(effect: Effect): { readonly alike: string; readonly bits?: number } {
  switch (effect.kind) {
    case 'set-entry': {
      const { change, exist, timeout } = effect;
      return { alike: JSON.stringify([change, exist, timeout]) };
    }
    case 'connmark-set':
      return bitsOf(effect, effect.mask | effect.value);
    case 'connmark-save':
      return bitsOf(effect, effect.nfMask | effect.ctMask);
    case 'mark':
    case 'connmark-restore':
    case 'nat':
    case 'notrack':
    case 'ct-template':
    case 'tos':
    case 'ttl':
    case 'set-map':
    case 'copy':
    case 'tproxy':
    case 'mark-hash':
    case 'prefix':
    case 'tcp-options':
    case 'note':
      return { alike: JSON.stringify(effect) };
  }
}

function bitsOf(
  effect: Extract<Effect, { kind: 'connmark-set' | 'connmark-save' }>,
  bits: number,
): { readonly alike: string; readonly bits?: number } {
  const alike = JSON.stringify(effect);
  return (effect.shift ?? 0) === 0 ? { alike, bits } : { alike };
}

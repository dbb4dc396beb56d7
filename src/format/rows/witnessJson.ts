import type { WitnessPacket } from '../../witness/witnessPacket.js';
import { decodeText } from '../sentence.js';

/** A packet that shows what is said. */
export interface JsonWitness {
  /** Options of `calitrace trace` that describe it. */
  readonly options: readonly string[];
  /** What happens to it. */
  readonly end: string;
}

/** Null where there is none. */
export function witnessToJson(witness: WitnessPacket | undefined): JsonWitness | null {
  if (witness === undefined) return null;
  return { options: witness.options.map(decodeText), end: decodeText(witness.end) };
}

import type { PacketDescription } from '../packet/describePacket.js';
import type { SeenField } from './observation.js';

/** What a reader has found of a packet so far, and in which words. */
export interface Saying {
  readonly seen: Partial<PacketDescription>;
  readonly words: ReadonlyMap<SeenField, string>;
  /** Notes a field, unless nothing tells it. */
  readonly say: <K extends SeenField>(
    field: K,
    value: PacketDescription[K] | undefined,
    words: string,
  ) => void;
}

/** Nothing found yet. */
export function beginSaying(): Saying {
  const seen: { -readonly [K in SeenField]?: PacketDescription[K] | undefined } = {};
  const words = new Map<SeenField, string>();
  return {
    seen: seen as Partial<PacketDescription>,
    words,
    say(field, value, said) {
      if (value === undefined) return;
      seen[field] = value;
      words.set(field, said);
    },
  };
}

/** The chains entered since the base chain that are still open, by jump or goto; the last one first. */
export interface Trail {
  readonly chain: string;
  readonly before: Trail | undefined;
  readonly base: string;
  readonly length: number;
}

export function baseTrail(chain: string): Trail {
  return { chain, before: undefined, base: chain, length: 1 };
}

export function enter(before: Trail, chain: string): Trail {
  return { chain, before, base: before.base, length: before.length + 1 };
}

/** Loops are short; so many chains are looked back at each jump. A longer loop shows once more chains are open than there are. */
const lookedBack = 256;

/**
 * The loop that entering `chain` would close, from its first to its second visit; undefined where it closes none. `chains` is the
 * number of chains in the table.
 */
export function loopOf(trail: Trail, chain: string, chains: number): readonly string[] | undefined {
  const reach = trail.length >= chains ? trail.length : lookedBack;
  const seen: string[] = [chain];
  let each: Trail | undefined = trail;
  for (let steps = 0; each !== undefined && steps < reach; steps++) {
    seen.push(each.chain);
    if (each.chain === chain) return seen.reverse();
    each = each.before;
  }
  return undefined;
}

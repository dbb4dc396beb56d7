/** Levels that are forgotten together. */
export interface LevelSet {
  /** The same of those with the same levels. */
  readonly name: number;
  /** Whether a level is one of them; none behind its end is. */
  readonly has: Uint8Array;
}

/** Makes sets of levels, each once. */
export function levelSets(): (levels: readonly number[]) => LevelSet {
  const ofArray = new WeakMap<readonly number[], LevelSet>();
  const ofLevels = new Map<string, LevelSet>();
  return (levels) => {
    const known = ofArray.get(levels);
    if (known !== undefined) return known;
    const key = levels.join();
    const set = ofLevels.get(key) ?? { name: ofLevels.size, has: hasOf(levels) };
    ofLevels.set(key, set);
    ofArray.set(levels, set);
    return set;
  };
}

function hasOf(levels: readonly number[]): Uint8Array {
  const has = new Uint8Array(levels.reduce((most, level) => Math.max(most, level + 1), 0));
  for (const level of levels) has[level] = 1;
  return has;
}

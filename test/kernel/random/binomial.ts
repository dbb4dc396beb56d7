/**
 * How likely a count at least as far out on its side as `count` is, among `draws` with `chance` each: the smaller of both tails, 0 to 1.
 */
export function tailOf(count: number, draws: number, chance: number): number {
  let below = 0;
  let here = 0;
  let above = 0;
  for (let k = 0; k <= draws; k++) {
    const probability = Math.exp(logOf(k, draws, chance));
    if (k < count) below += probability;
    else if (k > count) above += probability;
    else here = probability;
  }
  return Math.min(1, Math.min(below, above) + here);
}

/** The logarithm of the probability of exactly `k`. */
function logOf(k: number, draws: number, chance: number): number {
  if (chance <= 0) return k === 0 ? 0 : -Infinity;
  if (chance >= 1) return k === draws ? 0 : -Infinity;
  let sum = k * Math.log(chance) + (draws - k) * Math.log1p(-chance);
  for (let i = 1; i <= k; i++) sum += Math.log((draws - k + i) / i);
  return sum;
}

/**
 * A probability (0 to 1) as a person says it: `1/3` where it is such a fraction as far as the kernel's rounding lets one
 * see, else in percent.
 */
export function writeChance(chance: number): string {
  if (chance >= 1) return '1';
  if (chance <= 0) return '0';
  for (let parts = 2; parts <= 20; parts++) {
    const share = Math.round(chance * parts);
    if (share > 0 && share < parts && Math.abs(chance - share / parts) < 1e-5) return `${share}/${parts}`;
  }
  const whole = Math.round(1 / chance);
  if (whole > 1 && whole <= 10_000 && Math.abs(chance * whole - 1) < 1e-4) return `1/${whole}`;
  const percent = chance * 100;
  if (percent > 99.9) return 'above 99.9 %';
  return percent < 0.01 ? 'below 0.01 %' : `${Number(percent.toPrecision(3))} %`;
}

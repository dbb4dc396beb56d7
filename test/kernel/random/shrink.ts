/** Tries to make a thing smaller: gives candidates, the boldest first. */
type Smaller<T> = (value: T) => readonly T[];

/**
 * The smallest value reached from `value` by steps of `smaller` that still fails. Greedy: takes the first candidate that fails
 * and begins again there.
 * @param most at most so many candidates are tried
 */
export async function shrink<T>(
  value: T,
  smaller: Smaller<T>,
  fails: (value: T) => Promise<boolean>,
  most: number,
): Promise<T> {
  let smallest = value;
  let tried = 0;
  for (let found = true; found;) {
    found = false;
    for (const candidate of smaller(smallest)) {
      if (tried === most) return smallest;
      tried++;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

/** Dumps with fewer rules: halves of the rules left out, then quarters, then each alone; then rules with an option less. */
export function smallerDumps(dump: string): readonly string[] {
  const lines = dump.split('\n');
  const rules = lines.flatMap((line, index) => (line.startsWith('-A ') ? [index] : []));
  const found: string[] = [];
  for (let size = Math.ceil(rules.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < rules.length; at += size) {
      const gone = new Set(rules.slice(at, at + size));
      found.push(lines.filter((_, index) => !gone.has(index)).join('\n'));
    }
  }
  found.push(...withoutTables(dump), ...withoutChains(lines));
  for (const index of rules) {
    for (const rule of smallerRules(lines[index] ?? '')) found.push(lines.with(index, rule).join('\n'));
  }
  return found;
}

function withoutTables(dump: string): readonly string[] {
  const tables = dump.split(/(?<=^COMMIT\n)/m);
  return tables.length < 2 ? [] : tables.map((_, index) => tables.toSpliced(index, 1).join(''));
}

/** Chains that no rule names. */
function withoutChains(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) => {
    const [, name = ''] = /^:(\S+) - /.exec(line) ?? [];
    if (name === '' || lines.some((one) => one.startsWith('-A ') && one.split(' ').includes(name))) return [];
    return [lines.toSpliced(index, 1).join('\n')];
  });
}

/** A rule without one of its matches or own options; the words of each stay together. */
function smallerRules(rule: string): readonly string[] {
  const parts = rule.split(/ (?=(?:! )?-(?:[sdiopfjg]|m) )/);
  return parts.flatMap((part, index) =>
    index === 0 || /^-[jg] /.test(part) ? [] : [parts.toSpliced(index, 1).join(' ')],
  );
}

const needed: readonly string[] = ['src', 'dst', 'iif', 'proto', 'sport', 'dport', 'icmp-type'];

/** Descriptions with an option less; what has no default that both sides share stays. */
export function smallerPackets<T extends object>(packet: T): readonly T[] {
  return Object.keys(packet)
    .filter((key) => !needed.includes(key))
    .map((key) => Object.fromEntries(Object.entries(packet).filter(([one]) => one !== key)) as T);
}

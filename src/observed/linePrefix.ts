/** What stands in front of a kernel message in dmesg, journald and syslog: level, date, host, program, time since boot. */
const head =
  /^(?:<\d{1,3}>)?(?:(?:[A-Z][a-z]{2} [ \d]\d [\d:.]{8,15} |\d{4}-\d\d-\d\d[T ][\d:.,]{8,18}(?:Z|[+-]\d\d:?\d\d)? )(?:\S{1,255} (?:\S{1,64}: )?)?)?(?:[a-z]{1,8} *:[a-z]{1,6} *: )?(?:\[ *\d{1,12}\.\d{1,9}\] |\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\] )?/;

/** The prefix of a line of a log, as far as it can be told: what stands between the log's own words and `IN=`. Blanks at its end are left out. */
export function linePrefix(before: string): string {
  return before.replace(head, '').trimEnd();
}

/** What has a prefix, by that without the blanks at its end. */
export interface ByPrefix<T> {
  readonly found: ReadonlyMap<string, readonly T[]>;
  /** Characters of the longest. */
  readonly longest: number;
}

export function byPrefix<T extends { readonly prefix: string }>(all: readonly T[]): ByPrefix<T> {
  const found = new Map<string, T[]>();
  let longest = 0;
  for (const one of all) {
    const prefix = one.prefix.trimEnd();
    const alike = found.get(prefix);
    if (alike === undefined) found.set(prefix, [one]);
    else alike.push(one);
    longest = Math.max(longest, prefix.length);
  }
  return { found, longest };
}

/**
 * Of what has a prefix (and fits) that which a line has, by what stands before its `IN=`: the longest with which it ends. What has none writes lines in which
 * nothing but the log's own words stand there. ulogd puts a blank behind the prefix, whatever that ends in.
 */
export function ofPrefix<T>(
  before: string,
  { found, longest }: ByPrefix<T>,
  fits: (one: T) => boolean,
): readonly T[] {
  const fitting = (prefix: string): readonly T[] => found.get(prefix)?.filter(fits) ?? [];
  const own = linePrefix(before);
  const whole = fitting(own);
  if (whole.length > 0 || own === '') return whole;
  const text = before.trimEnd();
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const ending = fitting(text.slice(-length));
    if (ending.length > 0) return ending;
  }
  return [];
}

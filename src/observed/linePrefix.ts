/** What stands in front of a kernel message in dmesg, journald and syslog: level, date, host, program, time since boot. */
const head =
  /^(?:<\d{1,3}>)?(?:(?:[A-Z][a-z]{2} [ \d]\d [\d:.]{8,15} |\d{4}-\d\d-\d\d[T ][\d:.,]{8,18}(?:Z|[+-]\d\d:?\d\d)? )(?:\S{1,255} (?:\S{1,64}: )?)?)?(?:[a-z]{1,8} *:[a-z]{1,6} *: )?(?:\[ *\d{1,12}\.\d{1,9}\] |\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\] )?/;

/** The prefix of a line of a log, as far as it can be told: what stands between the log's own words and `IN=`. Blanks at its end are left out. */
export function linePrefix(before: string): string {
  return before.replace(head, '').trimEnd();
}

/**
 * Of several prefixes those that a line has, by what stands before its `IN=`: the longest with which it ends. A rule without one writes lines in which
 * nothing but the log's own words stand there. ulogd puts a blank behind the prefix, whatever that ends in.
 */
export function prefixesOf(before: string, prefixes: ReadonlySet<string>): ReadonlySet<string> {
  const text = before.trimEnd();
  const own = linePrefix(before);
  const whole = [...prefixes].filter((prefix) => prefix.trimEnd() === own);
  if (whole.length > 0 || own === '') return new Set(whole);
  const ends = [...prefixes].filter((prefix) => prefix.trim() !== '' && text.endsWith(prefix.trimEnd()));
  const longest = Math.max(0, ...ends.map((prefix) => prefix.trimEnd().length));
  return new Set(ends.filter((prefix) => prefix.trimEnd().length === longest));
}

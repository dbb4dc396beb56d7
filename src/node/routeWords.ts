/** Words that a value follows. */
const valued: ReadonlySet<string> = new Set([
  'dev',
  'src',
  'metric',
  'tos',
  'dsfield',
  'table',
  'scope',
  'pref',
  'proto',
  'weight',
  'from',
  'mtu',
  'advmss',
  'nhid',
  'expires',
  'error',
  'hoplimit',
  'window',
  'rtt',
  'initcwnd',
  'initrwnd',
  'congctl',
  'realm',
  'realms',
  'encap',
]);

/**
 * The words of `ip route` behind the destination: those with a value, and the rest as flags.
 * @see iproute2 ip/iproute.c print_route
 */
export function readRouteWords(words: readonly string[]): {
  readonly words: ReadonlyMap<string, string>;
  readonly flags: readonly string[];
} {
  const values = new Map<string, string>();
  const flags: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (word === 'via') {
      const named = next === 'inet' || next === 'inet6';
      values.set('via', named ? (words[at + 2] ?? '') : next);
      at += named ? 2 : 1;
    } else if (valued.has(word)) {
      // A metric that nothing learnt may change: `mtu lock 1400`.
      const locked = next === 'lock';
      values.set(word === 'dsfield' ? 'tos' : word, (locked ? words[at + 2] : next) ?? '');
      at += locked ? 2 : 1;
    } else flags.push(word);
  }
  return { words: values, flags };
}

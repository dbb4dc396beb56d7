import fc from 'fast-check';

/** How many mutated lines the property tests read; a nightly run asks for a million. */
export const mutatedLines = Number(process.env['CALITRACE_MUTATED_LINES'] ?? 6000);

const linesOfDump = 40;

/** How many dumps hold so many lines. */
export const mutatedDumpCount = Math.ceil(mutatedLines / linesOfDump);

const usual = [
  '*filter',
  '*nat',
  'COMMIT',
  ':INPUT DROP [0:0]',
  ':C - [12:34]',
  ':KUBE-SVC-TCOU7JCQXEZGVUNU - [0:0]',
  '-A C -j DROP',
  '-A C -s 10.0.0.1/32 -p tcp -m tcp --dport 80 -j ACCEPT',
  '-A C ! -s 10.0.0.0/8 -d 10.96.0.1,10.96.0.2 -p udp -m udp --dport 53 -j C',
  '[1:2] -A C -i eth0 ! -o cali+ -m comment --comment "a b \\"c\\"" -j RETURN',
  '-A INPUT -o eth0 -p icmp -m icmp --icmp-type 8 -j C',
  '-A C -m mark --mark 0x10000/0x10000 -g KUBE-SVC-TCOU7JCQXEZGVUNU',
  '-A C -m statistic --mode random --probability 0.50000000000 -j MARK --set-xmark 0x1/0x1',
  '-A C -m multiport --dports 80,443 -p tcp -j LOG --log-prefix "x: " --log-level 7',
  '-A C -p tcp -j DNAT --to-destination 10.0.0.1:8080',
  '-A C -m conntrack ! --ctstate RELATED,ESTABLISHED -j REJECT --reject-with icmp-port-unreachable',
  '-A C -m set ! --match-set cali40pass0 src,dst -m limit --limit 5/min --limit-burst 10',
  '-A C -s fe80::/64 -p ipv6-icmp -m icmp6 --icmpv6-type 134',
];

const pieces = [
  ...[
    ' ',
    '  ',
    '\t',
    '"',
    '\\',
    '!',
    '-',
    '--',
    '[',
    ']',
    ':',
    '=',
    ',',
    '/',
    '\0',
    '\r',
    '#',
    '*',
    '\xa0',
    '\xff',
  ],
  ...[
    '"-j"',
    '"!"',
    '""',
    '"a',
    '-A',
    '-I',
    '-j',
    '--dport',
    '--comment',
    '--comment=x',
    '-ptcp',
    '-fp',
    '-4',
    '--',
  ],
  ...['! -s', '-s !', '-m tcp', '-p all', '[0:0]', '[18446744073709551616:0]', '0', '70000', 'x'.repeat(30)],
  ...['x'.repeat(1030), 'DROP', 'QUEUE', 'C', 'INPUT', '10.0.0.0/33', '1.2.3.4', 'eth0', '-A C '.repeat(70)],
];

/** Dumps of lines out of a pool, most of them several times, many with something put in, taken out or exchanged. */
export function mutatedDump(pool: readonly string[] = []): fc.Arbitrary<string> {
  const lines = fc.constantFrom(...usual, ...pool);
  const words = lines.chain((line) => fc.constantFrom(...line.split(' ')));
  const piece = fc.oneof(fc.constantFrom(...pieces), words);
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.constant((line: string) => line) },
    // Another word in the place of one.
    {
      weight: 6,
      arbitrary: fc.tuple(place, piece).map(([at, text]) => (line: string) => {
        const parts = line.split(' ');
        parts[Math.floor(at * parts.length)] = text;
        return parts.join(' ');
      }),
    },
    // Something put in anywhere, in the place of up to two characters.
    {
      weight: 4,
      arbitrary: fc.tuple(place, fc.nat(2), piece).map(([at, length, text]) => (line: string) => {
        const from = Math.floor(at * (line.length + 1));
        return line.slice(0, from) + text + line.slice(from + length);
      }),
    },
    {
      weight: 1,
      arbitrary: fc.nat(12).map((length) => (line: string) => line.slice(0, -length || undefined)),
    },
  );
  const twice = fc.tuple(lines, fc.array(change, { minLength: 1, maxLength: 6 }));
  const ending = fc.oneof({ weight: 9, arbitrary: fc.constant('\n') }, fc.constantFrom('\r\n', '\n\n'));
  return fc
    .tuple(fc.array(twice, { minLength: 12, maxLength: 12 }), ending, fc.boolean())
    .map(([groups, end, open]) => {
      const written = groups.flatMap(([line, changes]) => [line, ...changes.map((change) => change(line))]);
      const text = [`*filter`, ':C - [0:0]', ...written].join(end);
      return open ? text : `${text}${end}`;
    });
}

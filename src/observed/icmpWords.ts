/** How tcpdump calls an ICMP message: what its words begin or end with, the type and the code. The first that fits counts. */
type IcmpWords = readonly [pattern: RegExp, type: number, code: number];

/** @see tcpdump print-icmp.c icmp_print */
const words4: readonly IcmpWords[] = [
  [/^echo request\b/, 8, 0],
  [/^echo reply\b/, 0, 0],
  [/ udp port \S+ unreachable\b/, 3, 3],
  [/ tcp port \S+ unreachable\b/, 3, 3],
  [/ port \S+ unreachable\b/, 3, 3],
  [/ protocol \S+ unreachable\b/, 3, 2],
  [/^net \S+ unreachable - admin prohibited/, 3, 9],
  [/^host \S+ unreachable - admin prohibited filter/, 3, 13],
  [/^host \S+ unreachable - admin prohibited/, 3, 10],
  [/ unreachable - need to frag/, 3, 4],
  [/ unreachable - source route failed/, 3, 5],
  [/^net \S+ unreachable - unknown/, 3, 6],
  [/^host \S+ unreachable - unknown/, 3, 7],
  [/^net \S+ unreachable - tos prohibited/, 3, 11],
  [/^host \S+ unreachable - tos prohibited/, 3, 12],
  [/^net \S+ unreachable/, 3, 0],
  [/^host \S+ unreachable/, 3, 1],
  [/^source quench/, 4, 0],
  [/^redirect \S+ to host/, 5, 1],
  [/^redirect \S+ to net/, 5, 0],
  [/^redirect/, 5, 0],
  [/^router advertisement/, 9, 0],
  [/^router solicitation/, 10, 0],
  [/^time exceeded in-transit/, 11, 0],
  [/^ip reassembly time exceeded/, 11, 1],
  [/^parameter problem/, 12, 0],
  [/^time stamp query/, 13, 0],
  [/^time stamp reply/, 14, 0],
  [/^address mask request/, 17, 0],
  [/^address mask is/, 18, 0],
];

/** @see tcpdump print-icmp6.c icmp6_print */
const words6: readonly IcmpWords[] = [
  [/^echo request\b/, 128, 0],
  [/^echo reply\b/, 129, 0],
  [/^neighbor solicitation/, 135, 0],
  [/^neighbor advertisement/, 136, 0],
  [/^router solicitation/, 133, 0],
  [/^router advertisement/, 134, 0],
  [/^redirect/, 137, 0],
  [/^destination unreachable, unreachable route/, 1, 0],
  [/^destination unreachable, unreachable prohibited/, 1, 1],
  [/^destination unreachable, beyond scope/, 1, 2],
  [/^destination unreachable, unreachable address/, 1, 3],
  [/^destination unreachable, unreachable port/, 1, 4],
  [/^packet too big/, 2, 0],
  [/^time exceeded in-transit/, 3, 0],
  [/^ip reassembly time exceeded/, 3, 1],
  [/^parameter problem, errorneous/, 4, 0],
  [/^parameter problem, next header/, 4, 1],
  [/^parameter problem, option/, 4, 2],
  [/^multicast listener query/, 130, 0],
  [/^multicast listener report v2/, 143, 0],
  [/^multicast listener report/, 131, 0],
  [/^multicast listener done/, 132, 0],
];

/** The type and code of an ICMP message by the words of tcpdump; undefined where they tell none. */
export function icmpOfWords(
  text: string,
  family: 4 | 6,
): { readonly icmpType: number; readonly icmpCode: number } | undefined {
  const found = (family === 4 ? words4 : words6).find(([pattern]) => pattern.test(text));
  return found === undefined ? undefined : { icmpType: found[1], icmpCode: found[2] };
}

import { readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { DCCP, GRE, ICMP, ICMPV6, protocolNumber, SCTP, TCP, UDP } from '../netfilter/protocols.js';
import { servicePort } from '../netfilter/services.js';
import type { ExtensionHeader, FragmentKind, PacketType } from '../netfilter/states.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { decimal, hexadecimal, macNumber, wordsFrom } from './lineWords.js';

/** One end of a packet as tcpdump writes it: `10.0.0.1.80`, `fd00::1`. */
interface End {
  readonly text: string;
  readonly at: number;
  readonly address: Address;
  readonly port?: number;
}

/** Both ends, with what stands before and behind them. */
export interface Ends {
  readonly from: End;
  readonly to: End;
  readonly before: string;
  readonly behind: string;
}

/** A name of a host or a number with a port in front of a colon has no more characters. */
const longestEnd = 80;

/** The first `A > B:` whose ends are addresses in numbers; MAC addresses stand so as well. */
export function endsIn(line: string): Ends | undefined {
  for (let at = line.indexOf(' > '); at >= 0; at = line.indexOf(' > ', at + 1)) {
    const start = Math.max(line.lastIndexOf(' ', at - 1), line.lastIndexOf('\t', at - 1)) + 1;
    const next = line.indexOf(' ', at + 3);
    const end = next < 0 ? line.length : next;
    if (at - start > longestEnd || end - at > longestEnd || line[end - 1] !== ':') continue;
    const from = endOf(line.slice(start, at), start);
    const to = endOf(line.slice(at + 3, end - 1), at + 3);
    if (from !== undefined && to !== undefined) {
      return withInnerPorts({ from, to, before: line.slice(0, start), behind: line.slice(end).trimStart() });
    }
  }
  return undefined;
}

/** Headers of IPv6 between its own and the payload, with what is in them, and the word for right checksums. */
const between = /^(?:(?:HBH|DSTOPT|RT6|srcrt|frag|\[icmp6 sum ok\]|\([^()]{0,200}\)) ?)+/;

/** Behind such headers the ports stand, not beside the addresses: `DSTOPT 40000 > 80: Flags [S]`. */
function withInnerPorts(ends: Ends): Ends {
  const { from, to, behind } = ends;
  const [headers = ''] = between.exec(behind) ?? [];
  const [words, source = '', destination = ''] =
    /^(\d{1,5}) > (\d{1,5}): ?/.exec(behind.slice(headers.length)) ?? [];
  const [sourcePort, destinationPort] = [decimal(source, 0xffff), decimal(destination, 0xffff)];
  if (headers === '' || words === undefined || sourcePort === undefined || destinationPort === undefined)
    return ends;
  return {
    ...ends,
    from: { ...from, port: sourcePort },
    to: { ...to, port: destinationPort },
    behind: headers + behind.slice(headers.length + words.length),
  };
}

function endOf(text: string, at: number): End | undefined {
  const whole = readAddress(text);
  if (whole !== undefined) return { text, at, address: whole };
  const cut = text.lastIndexOf('.');
  const address = cut < 0 ? undefined : readAddress(text.slice(0, cut));
  const written = text.slice(cut + 1);
  const port = decimal(written, 0xffff) ?? servicePort(written);
  return address === undefined || port === undefined ? undefined : { text, at, address, port };
}

/** A number of the IP header that `-v` prints, with its words. */
type Told = readonly [value: number | undefined, words: string];

/** The IP header as far as it is told, and what is said of the payload. */
export interface IpHeader {
  readonly protocol: Told;
  readonly tos: Told;
  readonly ttl: Told;
  readonly length: Told;
  readonly fragment: readonly [kind: FragmentKind | undefined, words: string];
  readonly extensionHeader: readonly [headers: readonly ExtensionHeader[] | undefined, words: string];
  /** Behind headers in between. */
  readonly rest: string;
}

/** @see tcpdump print-ip.c ip_print, print-ip6.c ip6_print, print-frag6.c frag6_print */
export function ipHeaderOf({ from, before, behind }: Ends): IpHeader {
  const told = (pattern: RegExp, read: (text: string) => number | undefined): Told => {
    const found = pattern.exec(before);
    return found === null ? [undefined, ''] : [read(found[1] ?? ''), found[0]];
  };
  const byte = (text: string): number | undefined => decimal(text, 255);
  const size = (text: string): number | undefined => decimal(text, 0xffff);
  const payload = told(/\bpayload length: (\d{1,5})/, (text) => size(String(Number(text) + 40)));
  const rest = behind.replace(between, '');
  return {
    protocol: told(/\b(?:proto|next-header) [^()]{1,30} \((\d{1,3})\)/, byte),
    tos: told(/\b(?:tos|class) (0x[0-9a-f]{1,2})\b/, (text) => hexadecimal(text, 255)),
    ttl: told(/\b(?:ttl|hlim) (\d{1,3})\b/, byte),
    length: payload[0] === undefined ? told(/(?<=\), )length (\d{1,5})(?=[,)])/, size) : payload,
    fragment: fragmentOf(before, behind, from.port === undefined ? rest.trim() : ''),
    extensionHeader: headersOf(behind.slice(0, behind.length - rest.length)),
    rest,
  };
}

const headerWords: ReadonlyMap<string, ExtensionHeader> = new Map([
  ['HBH', 'hop-by-hop'],
  ['DSTOPT', 'dst'],
  ['RT6', 'route'],
  ['srcrt', 'route'],
]);

function headersOf(words: string): IpHeader['extensionHeader'] {
  const found = words
    .replace(/\([^()]*\)/g, ' ')
    .split(' ')
    .filter((word) => headerWords.has(word));
  const headers = found.flatMap((word) => headerWords.get(word) ?? []);
  return headers.length === 0 ? [undefined, ''] : [headers, found.join(' ')];
}

/** Without `-v`, a later fragment shows in that only its protocol is told, and no ports: `alone`, else empty. */
function fragmentOf(before: string, behind: string, alone: string): IpHeader['fragment'] {
  const frag6 = /\bfrag \((?:0x[0-9a-f]{1,8}:)?(\d{1,5})\|\d{1,5}\)/.exec(behind);
  if (frag6 !== null) return [frag6[1] === '0' ? 'first' : 'later', frag6[0]];
  const offset = /\boffset ([1-9]\d{0,4}),/.exec(before);
  if (offset !== null) return ['later', offset[0]];
  const more = /\bflags \[\+[^\]]{0,20}\]/.exec(before);
  if (more !== null) return ['first', more[0]];
  return /^(?:ip-proto-(?:6|17|132)|tcp|udp|sctp)$/.test(alone) ? ['later', alone] : [undefined, ''];
}

/** Headers of IPv6 that stand in front of others. */
const headers6: ReadonlySet<number | undefined> = new Set([undefined, 0, 43, 44, 60]);

const payloads: readonly (readonly [pattern: RegExp, protocol: number])[] = [
  [/^Flags \[/, TCP],
  // With -q, and of a header that was cut off.
  [/^(?:tcp \d|\[\|tcp\])/, TCP],
  [/^(?:UDP[, ]|\[\|udp\])/, UDP],
  [/^ICMP6\b/, ICMPV6],
  [/^(?:ICMP |\[\|icmp\])/, ICMP],
  [/^(?:sctp\b|\[\|sctp\])/, SCTP],
  [/^DCCP /, DCCP],
  [/^GREv/, GRE],
  [/^ESP\(/, 50],
  [/^AH\(/, 51],
  [/^IP6 /, 41],
  [/^IP /, 4],
  [/^igmp /, 2],
  [/^PIMv/, 103],
  [/^VRRPv/, 112],
  [/^OSPFv/, 89],
];

/** The protocol. What tcpdump prints by its port rather than by its protocol (DNS, DHCP, NTP …) is UDP: of TCP it prints the flags, or its name. */
export function protocolOf({ protocol: told, rest }: IpHeader, family: Family, ports: boolean): Told {
  if (family === 4 ? told[0] !== undefined : !headers6.has(told[0])) return told;
  const named = /^(?:ip-proto-(\d{1,3})|([a-z][\w-]{1,20}))$/.exec(rest.trim());
  if (named !== null) return [decimal(named[1] ?? '', 255) ?? protocolNumber(named[2] ?? ''), named[0]];
  for (const [pattern, number] of payloads) {
    const found = pattern.exec(rest);
    if (found !== null) return [number, found[0].trimEnd()];
  }
  return ports ? [UDP, 'ports without TCP flags'] : [undefined, ''];
}

const flagLetters: readonly (readonly [letter: string, bit: number])[] = [
  ['S', tcpFlagBits.SYN],
  ['F', tcpFlagBits.FIN],
  ['R', tcpFlagBits.RST],
  ['P', tcpFlagBits.PSH],
  ['.', tcpFlagBits.ACK],
  ['U', tcpFlagBits.URG],
];

/** `Flags [S.]`; E, W and e are about congestion. */
export function tcpFlagsOf(rest: string): Told {
  const found = /^Flags \[([^\]]{1,12})\]/.exec(rest);
  if (found === null) return [undefined, ''];
  const set = flagLetters.filter(([letter]) => (found[1] ?? '').includes(letter));
  return [set.reduce((bits, [, bit]) => bits | bit, 0), found[0]];
}

/** What `-i any` and `-e` tell of the frame. */
export interface Frame {
  readonly way?: 'in' | 'out';
  readonly interfaceName?: string;
  readonly type?: PacketType;
  /** It was sent to another host: the kernel drops it before any rule. */
  readonly other?: true;
  /** 48 bits. */
  readonly sourceMac?: number | undefined;
  readonly words: string;
}

const ways: ReadonlyMap<string, Pick<Frame, 'way' | 'type' | 'other'>> = new Map([
  ['In', { way: 'in' }],
  ['Out', { way: 'out' }],
  ['B', { way: 'in', type: 'broadcast' }],
  ['M', { way: 'in', type: 'multicast' }],
  ['P', { way: 'in', other: true }],
] as const);

/** @see tcpdump print-sll.c sll_print, sll2_print, print-ether.c ether_print */
export function frameOf({ before }: Ends): Frame {
  const words = wordsFrom(before, 0).map(({ text }) => text);
  const at = words.findIndex((word, index) => ways.has(word) && index <= 3);
  const sourceMac = words.map(macNumber).find((number) => number !== undefined);
  if (at < 0) return { sourceMac, words: '' };
  const name = words[at - 1] ?? '';
  const isName = name.length <= 15 && !/^[\d:.-]*$/.test(name);
  return {
    ...ways.get(words[at] ?? ''),
    ...(isName ? { interfaceName: name } : {}),
    sourceMac,
    words: words.slice(isName ? at - 1 : at, at + 1).join(' '),
  };
}

import { familyOf, readAddress } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { ICMPV6, isIcmp, protocolNumber, TCP } from '../netfilter/protocols.js';
import type { FragmentKind } from '../netfilter/states.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import type { PacketDescription } from '../packet/describePacket.js';
import { keyReader, keywordsOf, type Keyword, type KeyReader } from './keyReader.js';
import { decimal, hexadecimal, macNumber, wordsFrom, type LineWord } from './lineWords.js';
import { faultAt, type Observed, type ObservedFault, type SeenField } from './observation.js';
import { beginSaying, type Saying } from './saying.js';

/** Whether a line is one of a LOG rule: it names both addresses as the kernel does. */
export function isLogLine(line: string): boolean {
  return /(?:^|[ [])SRC=/.test(line) && line.includes(' DST=');
}

/**
 * Reads a line that a LOG rule wrote, as dmesg, journald or syslog print it, or a LOGEMU line of ulogd about a packet of an NFLOG rule. Of what
 * stands there twice the first counts: UDP has a LEN of its own, an echo an ID; what an ICMP error quotes stands in brackets. `line` is latin1.
 * @see linux net/netfilter/nf_log_syslog.c dump_ipv4_packet, dump_ipv6_packet; ulogd2 util/printpkt.c
 */
export function readLog(line: string): Observed {
  const begins = line.search(/IN=\S{0,64} OUT=/);
  const from = begins < 0 ? line.search(/(?:^|[ [])SRC=/) : begins;
  const { own, quoted } = partsOf(wordsFrom(line, from).map(withoutBracket));
  const reader = keyReader(keywordsOf(own));
  const { keys } = reader;
  const { seen, words } = sayingOf(reader, flagsOf(own));
  const fault = reader.fault() ?? familyFault(keys, seen);
  const { source, destination } = seen;
  if (fault !== undefined || source === undefined || destination === undefined) {
    return fault === undefined ? missing : { kind: 'fault', fault };
  }
  return {
    kind: 'packet',
    observation: {
      form: 'log',
      seen: { ...seen, source, destination },
      words,
      head: line.slice(0, from),
      unused: unusedOf(keys, quoted),
    },
  };
}

/** A line that was cut may begin in what an error quotes. */
function withoutBracket(word: LineWord, index: number): LineWord {
  return index === 0 && word.text.startsWith('[') ? { text: word.text.slice(1), at: word.at + 1 } : word;
}

/** The words about the packet itself, and those about the one that it quotes. */
function partsOf(words: readonly LineWord[]): {
  readonly own: readonly LineWord[];
  readonly quoted: readonly LineWord[];
} {
  const open = words.findIndex(({ text }) => text.startsWith('[SRC='));
  if (open < 0) return { own: words, quoted: [] };
  const close = words.findIndex(({ text }, index) => index > open && text === ']');
  const end = close < 0 ? words.length : close;
  return { own: [...words.slice(0, open), ...words.slice(end + 1)], quoted: words.slice(open, end) };
}

/** The words without a value: `DF`, `SYN`, `FRAG:185`. */
function flagsOf(words: readonly LineWord[]): readonly string[] {
  return words.flatMap(({ text }) => (text.includes('=') ? [] : [text]));
}

type Seen = Partial<PacketDescription>;

function sayingOf({ keys, read }: KeyReader, flags: readonly string[]): Saying {
  const saying = beginSaying();
  const say = <K extends SeenField>(
    field: K,
    value: PacketDescription[K] | undefined,
    ...from: string[]
  ): void => saying.say(field, value, from.flatMap((key) => keys.get(key)?.word ?? []).join(' '));
  const number = (key: string, max: number, expected: string): number | undefined =>
    read(key, expected, (text) => decimal(text, max));
  const byte = (key: string): number | undefined =>
    read(key, 'a hexadecimal byte', (text) => hexadecimal(text, 255));
  const name = (key: string): string | undefined => {
    const said = read(key, 'the name of an interface, which has 15 characters at most', (text) =>
      text.length > 15 ? undefined : text,
    );
    return said === '' ? undefined : said;
  };
  const source = read('SRC', 'an address', readAddress);
  say('source', source, 'SRC');
  say('destination', read('DST', 'an address', readAddress), 'DST');
  const protocol = read('PROTO', 'the name or number of a protocol', (text) =>
    text === 'ICMPv6' ? ICMPV6 : (decimal(text, 255) ?? protocolNumber(text)),
  );
  say('protocol', protocol, 'PROTO');
  say('sourcePort', number('SPT', 0xffff, 'a port from 0 to 65535'), 'SPT');
  say('destinationPort', number('DPT', 0xffff, 'a port from 0 to 65535'), 'DPT');
  if (protocol !== undefined && isIcmp(protocol)) {
    say('icmpType', number('TYPE', 255, 'an ICMP type from 0 to 255'), 'TYPE');
    say('icmpCode', number('CODE', 255, 'an ICMP code from 0 to 255'), 'CODE');
  }
  if (protocol === TCP && keys.has('URGP')) saying.say('tcpFlags', ...tcpFlagsOf(flags));
  say('inInterface', name('IN'), 'IN');
  say('outInterface', name('OUT'), 'OUT');
  const [tos, precedence] = [byte('TOS'), byte('PREC')];
  say('tos', tos === undefined ? undefined : tos | (precedence ?? 0), 'TOS', 'PREC');
  say('tos', number('TC', 255, 'a byte from 0 to 255'), 'TC');
  const family = source === undefined ? 4 : familyOf(source);
  const ttl = family === 4 ? 'TTL' : 'HOPLIMIT';
  say('ttl', number(ttl, 255, 'a number from 0 to 255'), ttl);
  say('length', number('LEN', 0xffff, 'a length in bytes up to 65535'), 'LEN');
  const mark = read('MARK', 'a mark such as 0x40', (text) => hexadecimal(text, 0xffffffff));
  // The kernel leaves MARK= out where the mark is 0.
  say('mark', mark ?? (keys.has('IN') && keys.has('PROTO') ? 0 : undefined), 'MARK');
  saying.say('fragment', ...fragmentOf(family, flags));
  say('sourceMac', sourceMacOf(keys), keys.has('MACSRC') ? 'MACSRC' : 'MAC');
  say('uid', number('UID', 0xffffffff, 'a user number'), 'UID');
  say('gid', number('GID', 0xffffffff, 'a group number'), 'GID');
  return saying;
}

const missing = faultAt(0, 1, 'this line of a log does not tell both addresses');

function familyFault(
  keys: ReadonlyMap<string, Keyword>,
  { source, destination }: Seen,
): ObservedFault | undefined {
  if (source === undefined || destination === undefined || familyOf(source) === familyOf(destination))
    return undefined;
  const { at = 0, value = '' } = keys.get('DST') ?? {};
  const message = `SRC= is IPv${familyOf(source)} and DST= IPv${familyOf(destination)}: a packet has one family`;
  return { message, at, length: value.length };
}

function tcpFlagsOf(flags: readonly string[]): readonly [bits: number, words: string] {
  const set = Object.entries(tcpFlagBits).filter(([name]) => flags.includes(name));
  return [set.reduce((bits, [, bit]) => bits | bit, 0), set.map(([name]) => name).join(' ')];
}

/**
 * IPv4 counts FRAG: in eight bytes and has MF; IPv6 counts it in bytes, prints it of each fragment header, and INCOMPLETE of all but the last.
 */
function fragmentOf(
  family: Family,
  flags: readonly string[],
): readonly [kind: FragmentKind | undefined, words: string] {
  const at = flags.findIndex((flag) => flag.startsWith('FRAG:'));
  const word = flags[at] ?? '';
  if (Number(word.slice('FRAG:'.length)) > 0) return ['later', word];
  const more = family === 4 ? flags.includes('MF') : at >= 0 && flags[at + 1] === 'INCOMPLETE';
  return [more ? 'first' : undefined, family === 4 ? 'MF' : `${word} INCOMPLETE`];
}

/** `MAC=` is the header of the frame: of Ethernet the destination, the source and the type. `MACSRC=` stands there with --log-macdecode. */
function sourceMacOf(keys: ReadonlyMap<string, Keyword>): number | undefined {
  const decoded = keys.get('MACSRC')?.value;
  if (decoded !== undefined) return macNumber(decoded);
  const bytes = keys.get('MAC')?.value.split(':') ?? [];
  return bytes.length === 14 ? macNumber(bytes.slice(6, 12).join(':')) : undefined;
}

const bridgeKeys = ['PHYSIN', 'PHYSOUT'] as const;

function unusedOf(keys: ReadonlyMap<string, Keyword>, quoted: readonly LineWord[]): readonly string[] {
  const ports = bridgeKeys.flatMap((key) => keys.get(key)?.word ?? []);
  return [
    ...(ports.length === 0 ? [] : [`${ports.join(' ')}: no option describes the port of a bridge`]),
    ...(quoted.length === 0 ? [] : [`it quotes a packet: ${quotedWords(quoted)}`]),
  ];
}

/** `udp 10.0.0.1:53 to 10.0.0.2:53`. */
function quotedWords(quoted: readonly LineWord[]): string {
  const keys = keywordsOf(quoted.map(withoutBracket));
  const end = (address: string, port: string): string =>
    [keys.get(address)?.value, keys.get(port)?.value].filter((part) => part !== undefined).join(' port ');
  return `${(keys.get('PROTO')?.value ?? '').toLowerCase()} ${end('SRC', 'SPT')} to ${end('DST', 'DPT')}`.trim();
}

import type { Family } from '../../../src/netfilter/hooks.js';
import type { Dice } from './dice.js';
import type { Place } from './place.js';
import { fineMatch, fineProtocol } from './fineMatch.js';
import { rareMatch, rareProtocol } from './rareMatch.js';
import { setQuestions } from './randomSets.js';
import { valuesOf } from './values.js';

const marks = ['0x0', '0x1/0x1', '0x4000/0x4000', '0x80000000/0x80000000', '0x0/0xff', '0x3/0x7'] as const;
const states = [
  'NEW',
  'ESTABLISHED',
  'RELATED,ESTABLISHED',
  'INVALID',
  'UNTRACKED',
  'DNAT',
  'SNAT',
  'NEW,DNAT',
] as const;

/** The rule's own options and up to two matches: `-s … -p tcp -m tcp --dport 80 -m mark …`. */
export function randomMatches(dice: Dice, place: Place): string {
  const words: string[] = [];
  const not = dice.chance(0.25) ? '! ' : '';
  const { prefixes } = valuesOf(place.family);
  for (const side of ['-s', '-d']) {
    if (!dice.chance(0.3)) continue;
    const prefix = dice.pick(prefixes);
    // iptables-nft does not load a rule that can never hold.
    words.push(`${dice.chance(0.25) && !prefix.endsWith('/0') ? '! ' : ''}${side} ${prefix}`);
  }
  if (dice.chance(0.25) && place.hook !== 'OUTPUT' && place.hook !== 'POSTROUTING') {
    words.push(`${not}-i ${dice.pick(['cali+', 'cali123', 'eth0', 'eth+', 'lo'])}`);
  }
  if (dice.chance(0.25) && place.hook !== 'INPUT' && place.hook !== 'PREROUTING') {
    words.push(`${not}-o ${dice.pick(['cali+', 'cali456', 'eth1', 'eth+', 'lo'])}`);
  }
  if (dice.chance(0.4)) {
    words.push(someProtocol(dice, place));
  }
  const others = dice.number(10);
  for (let count = others < 4 ? 0 : others < 8 ? 1 : 2; count > 0; count--) {
    words.push(`-m ${someMatch(dice, place)}`);
  }
  return words.join(' ');
}

function someProtocol(dice: Dice, place: Place): string {
  if (dice.chance(0.12)) return fineProtocol(dice, place);
  return dice.chance(0.25) ? rareProtocol(dice, place) : randomProtocol(dice, place.family);
}

function someMatch(dice: Dice, place: Place): string {
  if (dice.chance(0.18)) return fineMatch(dice, place);
  return dice.chance(0.3) ? rareMatch(dice, place) : randomExtension(dice, place);
}

function randomProtocol(dice: Dice, family: Family): string {
  const ports = dice.pick(['80', '53', '8080', '1:1024', '8000:', ':79', '40000']);
  const not = dice.chance(0.2) ? '! ' : '';
  const side = dice.pick(['--dport', '--sport']);
  switch (dice.number(8)) {
    case 0:
      return `${not}-p ${dice.pick(['tcp', 'udp', 'sctp', '47'])}`;
    case 1:
      return `-p udp -m udp ${not}${side} ${ports}`;
    case 2:
      return `-p ${dice.pick(['tcp', 'udp'])} -m multiport ${not}${dice.pick(['--dports', '--sports', '--ports'])} 53,79:81,8080`;
    case 3:
      return `-p tcp -m tcp ${not}--tcp-flags ${dice.pick(['SYN,ACK SYN', 'ALL ACK', 'FIN,SYN,RST,ACK SYN', 'ALL NONE'])}`;
    case 4:
      return family === 4
        ? `-p icmp -m icmp ${not}--icmp-type ${dice.pick(['8', '0', 'any', '8/1'])}`
        : `-p ipv6-icmp -m icmp6 ${not}--icmpv6-type ${dice.pick(['128', '129', '128/0'])}`;
    default:
      return `-p tcp -m tcp ${not}${side} ${ports}`;
  }
}

function randomExtension(dice: Dice, place: Place): string {
  const not = dice.chance(0.25) ? '! ' : '';
  const { ranges, prefixes, own } = valuesOf(place.family);
  switch (dice.number(20)) {
    case 0:
    case 1:
    case 2:
      return `mark ${not}--mark ${dice.pick(marks)}`;
    case 3:
    case 4:
      return `conntrack ${not}--ctstate ${dice.pick(states)}`;
    case 5:
      return randomConntrack(dice, place.family);
    case 6:
      return `connmark ${not}--mark ${dice.pick(marks)}`;
    case 7:
    case 8:
      return randomSet(dice, not);
    case 9:
      return `iprange ${not}${dice.pick(['--src-range', '--dst-range'])} ${dice.pick(ranges)}`;
    case 10:
      return place.family === 4
        ? `addrtype ${not}${dice.pick(['--src-type', '--dst-type'])} ${dice.pick(['LOCAL', 'UNICAST', 'LOCAL,MULTICAST'])}`
        : `addrtype ${not}--dst-type ${dice.pick(['LOCAL', 'MULTICAST'])}`;
    case 11:
      return `tos ${not}--tos ${dice.pick(['0x10/0x3f', '0x0/0xff', '0x44/0xff'])}`;
    case 12:
      return place.family === 4
        ? `ttl ${dice.pick(['--ttl-eq 63', '--ttl-lt 64', '--ttl-gt 2', '! --ttl-eq 64'])}`
        : `hl ${dice.pick(['--hl-eq 63', '--hl-lt 64', '--hl-gt 2', '! --hl-eq 64'])}`;
    case 13:
      return `comment --comment "rule ${dice.number(100)} -j DROP"`;
    case 14:
      return `length ${not}--length ${dice.pick(['40:60', '84', '0:47', '60:65535'])}`;
    case 15:
      return `recent ${dice.pick(['--set', '--rcheck', '--update', '--remove', '! --rcheck'])} --name ${dice.pick(['one', 'two'])} ${dice.pick(['--rsource', '--rdest'])}`;
    case 16:
      return place.family === 4
        ? `u32 --u32 "${dice.pick(['6&0xff=0x6', '6&0xff=0x6,0x11', '8>>24=0x1:0x3f', '0>>22&0x3c@0&0xffff=0x35,0x50', '12=0x0a410002'])}"`
        : `hl --hl-eq 64`;
    case 17:
      return dice.chance(0.3)
        ? `statistic --mode random ${not}--probability 0.5`
        : `pkttype ${not}--pkt-type ${dice.pick(['unicast', 'broadcast', 'multicast'])}`;
    case 18:
      return place.hook === 'OUTPUT' || place.hook === 'POSTROUTING'
        ? `owner ${dice.pick(['--uid-owner 0', '! --uid-owner 0', '--socket-exists', '! --socket-exists', '--gid-owner 0-9'])}`
        : `mark ${not}--mark ${dice.pick(marks)}`;
    default:
      if (place.hook === 'PREROUTING' && (place.table === 'raw' || place.table === 'mangle')) {
        return `rpfilter ${dice.pick(['', '--loose', '--invert', '--accept-local'])}`.trim();
      }
      return dice.chance(0.5)
        ? `conntrack ${not}--ctorigdst ${dice.pick(prefixes)}`
        : `conntrack ${not}--ctreplsrc ${dice.pick(own)}`;
  }
}

function randomConntrack(dice: Dice, family: Family): string {
  const not = dice.chance(0.3) ? '! ' : '';
  const { prefixes } = valuesOf(family);
  switch (dice.number(6)) {
    case 0:
      return `conntrack --ctdir ${dice.pick(['ORIGINAL', 'REPLY'])}`;
    case 1:
      return `conntrack ${not}--ctstatus ${dice.pick(['NONE', 'SEEN_REPLY', 'CONFIRMED', 'EXPECTED'])}`;
    case 2:
      return `conntrack ${not}--ctorigdstport ${dice.pick(['80', '53', '8000:8100'])}`;
    case 3:
      return `conntrack ${not}--ctproto ${dice.pick(['6', '17'])}`;
    case 4:
      return `conntrack ${not}--ctorigsrc ${dice.pick(prefixes)}`;
    default:
      return `conntrack ${not}--ctrepldst ${dice.pick(prefixes)}`;
  }
}

function randomSet(dice: Dice, not: string): string {
  const [name, flags] = dice.pick(setQuestions);
  return `set ${not}--match-set ${name} ${dice.pick(flags)}`;
}

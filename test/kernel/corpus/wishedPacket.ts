import type { Family } from '../../../src/netfilter/hooks.js';
import { icmpNames, icmpOfName, icmpv6Names } from '../../../src/netfilter/icmpNames.js';
import { ICMP, ICMPV6, isIcmp, protocolNumber } from '../../../src/netfilter/protocols.js';
import type { Dice } from '../random/dice.js';
import type { Draft, Offer } from './draft.js';
import { someMember } from './dumpSets.js';
import { addressIn, addressOutside, portIn } from './pickValues.js';
import { markSetBy, readMark, wayTo, type Asked, type DumpRule, type RuleBook } from './ruleBook.js';

/** What the kernel takes for an extension header of IPv6. */
const AH = 51;

/** A packet that has what a rule asks, and the rules on one way to it; undefined where no way leads there. */
export function wishedPacket(dice: Dice, offer: Offer, rule: DumpRule): Draft | undefined {
  const way = wayTo(dice, offer.book, rule);
  if (way === undefined) return undefined;
  const asked = [...way.asked, ...markingWay(dice, offer.book, rule, way.asked)];
  const fromNode =
    way.hook === 'OUTPUT' ||
    (way.hook === 'POSTROUTING' && dice.chance(0.4)) ||
    asked.some(({ name, negated, words }) => name === '-i' && !negated && words[0] === 'lo');
  const toNode = way.hook === 'INPUT' || (way.hook === 'PREROUTING' && dice.chance(0.2));
  const draft: Draft = { fromNode, toNode };
  for (const one of asked) apply(dice, offer, one, draft);
  for (const one of asked) if (one.negated) avoid(dice, offer, one, draft);
  return draft;
}

/** A rule that asks for a mark is reached through one that sets it, if there is one in a chain that its own chain calls. */
function markingWay(dice: Dice, book: RuleBook, goal: DumpRule, asked: readonly Asked[]): readonly Asked[] {
  const mark = asked.find(({ name, negated }) => name === '--mark' && !negated);
  if (mark === undefined) return [];
  const { value, mask } = readMark(mark.words[0] ?? '');
  const wanted = value & mask;
  if (wanted === 0) return [];
  const rules = book.marking.filter((rule) => ((markSetBy(rule) ?? 0) & wanted) === wanted);
  const near = rules.filter(({ table, chain }) =>
    (book.callers.get(`${table} ${chain}`) ?? []).some(
      (caller) => caller.table === goal.table && caller.chain === goal.chain,
    ),
  );
  const fitting = near.length > 0 ? near : rules;
  const rule = fitting[dice.number(fitting.length)];
  return rule === undefined ? [] : (wayTo(dice, book, rule)?.asked ?? []);
}

/** Gives the draft what one option asks, where nothing before it did. */
function apply(dice: Dice, offer: Offer, { name, negated, words }: Asked, draft: Draft): void {
  if (negated) return;
  const [word = ''] = words;
  switch (name) {
    case '-s':
      draft.source ??= addressIn(dice, offer, word);
      break;
    case '-d':
      draft.destination ??= addressIn(dice, offer, word);
      break;
    case '--src-range':
      draft.source ??= word.split('-')[dice.number(2)] ?? word;
      break;
    case '--dst-range':
      draft.destination ??= word.split('-')[dice.number(2)] ?? word;
      break;
    case '--match-set':
      applySet(dice, offer, word, (words[1] ?? '').split(','), draft);
      break;
    case '--src-type':
      draft.fromNode ||= word === 'LOCAL' && draft.inInterface === undefined && draft.source === undefined;
      break;
    case '--dst-type':
      applyDestinationType(offer.family, word, draft);
      break;
    case '-i':
      draft.inInterface ??= interfaceNamed(dice, offer, word);
      break;
    case '-o':
      draft.outInterface ??= interfaceNamed(dice, offer, word);
      break;
    case '-p':
      draft.protocol ??= readProtocol(word, offer.family);
      break;
    case '--dport':
    case '--dports':
      draft.destinationPort ??= portIn(dice, word);
      break;
    case '--sport':
    case '--sports':
      draft.sourcePort ??= portIn(dice, word);
      break;
    case '--ports':
      if (dice.chance(0.5)) draft.sourcePort ??= portIn(dice, word);
      else draft.destinationPort ??= portIn(dice, word);
      break;
    case '--icmp-type':
    case '--icmpv6-type':
      draft.icmpType ??= readIcmpType(word, offer.family);
      break;
    case '--tcp-flags':
      draft.tcpFlags ??= words[1];
      break;
    case '--ctstate':
      applyState(dice, word.split(','), draft);
      break;
    case '--mark':
      draft.mark ??= readMark(word).value;
      break;
    case '--uid-owner':
      draft.user ??= firstNumber(word);
      break;
    case '--gid-owner':
      draft.group ??= firstNumber(word);
      break;
    case '--length':
      draft.length ??= firstNumber(word);
      break;
    case '--ttl-eq':
    case '--hl-eq':
      draft.ttl ??= firstNumber(word);
      break;
    case '--dscp':
      draft.tos ??= (Number(word) & 0x3f) << 2;
      break;
    case '--tos':
      draft.tos ??= firstNumber(word);
      break;
    case '--mac-source':
      draft.mac ??= word;
      break;
    case '--pkt-type':
      if (word === 'broadcast' || word === 'multicast') draft.frame ??= word;
      break;
  }
}

/** What the draft may not have, it gets otherwise. */
function avoid(dice: Dice, offer: Offer, { name, words }: Asked, draft: Draft): void {
  const [word = ''] = words;
  switch (name) {
    case '-s':
      draft.source = addressOutside(dice, offer, word, draft.source);
      break;
    case '-d':
      draft.destination = addressOutside(dice, offer, word, draft.destination);
      break;
    case '-i':
      draft.inInterface ??= offer.interfaces.find((one) => !isNamed(one, word));
      break;
    case '-o':
      draft.outInterface ??= offer.interfaces.find((one) => !isNamed(one, word));
      break;
    case '-p':
      draft.protocol ??= readProtocol(word, offer.family) === 17 ? 6 : 17;
      break;
    case '--tcp-flags':
      draft.tcpFlags ??= dice.pick(['ACK', 'FIN,ACK', 'RST']);
      break;
    case '--dport':
    case '--dports':
      draft.destinationPort ??= (portIn(dice, word) ?? 0) + 1;
      break;
    case '--src-type':
      draft.fromNode &&= word !== 'LOCAL';
      break;
    case '--uid-owner':
      draft.user ??= (firstNumber(word) ?? 0) + 1;
      break;
  }
}

function applySet(dice: Dice, offer: Offer, name: string, flags: readonly string[], draft: Draft): void {
  const member = someMember(dice, offer.sets, name);
  if (member === undefined) return;
  member.split(',').forEach((part, index) => {
    const side = flags[index];
    if (side === undefined) return;
    const port = /^(?:([a-z0-9-]+):)?(\d+)(?:-\d+)?$/.exec(part);
    if (port !== null) {
      const number = Number(port[2]);
      if (port[1] !== undefined) draft.protocol ??= readProtocol(port[1], offer.family);
      if (side === 'src') draft.sourcePort ??= number;
      else draft.destinationPort ??= number;
      return;
    }
    const address = addressIn(dice, offer, part.split('-')[0] ?? part);
    if (side === 'src') draft.source ??= address;
    else draft.destination ??= address;
  });
}

function applyDestinationType(family: Family, type: string, draft: Draft): void {
  switch (type) {
    case 'LOCAL':
      draft.toNode = true;
      break;
    case 'BROADCAST':
      if (family === 4) draft.destination ??= '255.255.255.255';
      break;
    case 'MULTICAST':
      draft.destination ??= family === 4 ? '224.0.0.251' : 'ff02::fb';
      break;
  }
}

function applyState(dice: Dice, states: readonly string[], draft: Draft): void {
  if (states.includes('NEW')) return;
  if (states.includes('ESTABLISHED') || states.includes('RELATED')) draft.established ??= true;
  else if (states.includes('INVALID') && draft.protocol !== 17) {
    draft.protocol ??= 6;
    draft.tcpFlags ??= dice.pick(['SYN,FIN', 'NONE']);
  }
}

function interfaceNamed(dice: Dice, { interfaces }: Offer, name: string): string | undefined {
  const named = interfaces.filter((one) => isNamed(one, name));
  return named[dice.number(named.length)];
}

function isNamed(real: string, name: string): boolean {
  return name.endsWith('+') ? real.startsWith(name.slice(0, -1)) : real === name;
}

function readProtocol(word: string, family: Family): number | undefined {
  const number = protocolNumber(word) ?? firstNumber(word);
  if (number === undefined || number === 0 || number > 255 || (family === 6 && number === AH))
    return undefined;
  // ICMP's name of the other family means this one's in a set.
  return isIcmp(number) ? (family === 4 ? ICMP : ICMPV6) : number;
}

function readIcmpType(word: string, family: Family): string | undefined {
  if (/^\d+(\/\d+)?$/.test(word)) return word;
  const found = icmpOfName(word, family === 4 ? icmpNames : icmpv6Names);
  return found === undefined ? undefined : `${found.type}/${found.code}`;
}

function firstNumber(word: string): number | undefined {
  const found = /0x[0-9a-f]+|\d+/i.exec(word);
  return found === null ? undefined : Number(found[0]);
}

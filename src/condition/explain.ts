import { maskOfLength, sameAddress, writeAddress, andAddress, familyOf } from '../address/address.js';
import type { Address } from '../address/address.js';
import { prefixRange } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import { writeMark } from '../netfilter/marks.js';
import { protocolName } from '../netfilter/protocols.js';
import { writeTcpFlags } from '../netfilter/tcpflags.js';
import { fieldWords, isAddressField } from '../packet/field.js';
import type { AddressField, BitsField, NumericField } from '../packet/field.js';
import { writeMac } from '../packet/writePacket.js';
import type { Condition, Derived, Membership } from './condition.js';
import { writeWindow } from './timeWindow.js';

/** A condition in words, as said of a packet: `destination port is 80 or 443`. Text of the dump in it is not yet made harmless. */
export function explainCondition(condition: Condition): string {
  return say(condition, false);
}

function say(condition: Condition, negated: boolean): string {
  const is = negated ? 'is not' : 'is';
  switch (condition.kind) {
    case 'in':
      return `${fieldWords(condition.field)} ${is} ${explainSet(condition.field, condition.set)}`;
    case 'masked':
      return `${fieldWords(condition.field)} & ${writeAddress(condition.mask)} ${is} ${writeAddress(condition.value)}`;
    case 'bits':
      return `${fieldWords(condition.field)} ${is} ${explainBits(condition.field, condition.value, condition.mask)}`;
    case 'interface':
      return `${condition.side} interface ${is} ${condition.name}${condition.wildcard ? '+' : ''}`;
    case 'one-of':
      return `${fieldWords(condition.field)} ${is} ${condition.values.join(' or ')}`;
    case 'derived':
      return explainDerived(condition.of, negated);
    case 'bytes':
      return `the header bytes ${negated ? 'do not pass' : 'pass'} the u32 test`;
    case 'member':
      return explainMember(condition.member, negated);
    case 'draw':
      return `a draw of ${percent(condition.probability)} ${negated ? 'fails' : 'succeeds'}`;
    case 'ask':
      return `${negated ? 'not: ' : ''}${condition.ask.asks}`;
    case 'not':
      return say(condition.of, !negated);
    case 'all':
    case 'any': {
      if (condition.of.length === 0) return (condition.kind === 'all') === negated ? 'never' : 'always';
      const joined = (condition.kind === 'all') === negated ? ' or ' : ' and ';
      return condition.of.map((part) => say(part, negated)).join(joined);
    }
  }
}

export function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(2))} %`;
}

function explainDerived(derived: Derived, negated: boolean): string {
  const is = negated ? 'is not' : 'is';
  switch (derived.fact) {
    case 'address-type':
      return `${derived.side} ${is} ${derived.types.join(' or ')}${derived.limit === undefined ? '' : ` on the ${derived.limit} interface`}`;
    case 'reverse-path':
      return `the way back to the source ${negated ? 'does not lead' : 'leads'} ${derived.loose ? 'anywhere' : 'through the in interface'}`;
    case 'socket':
      return `a local socket ${negated ? 'does not wait' : 'waits'} for the packet`;
    case 'recent':
      return `${derived.side} ${is} in the recent list ${derived.list}`;
    case 'bridge-port':
      return `the packet ${negated ? 'did not come' : 'came'} in through a port of a bridge`;
    case 'time':
      return `the time ${is} ${writeWindow(derived.window)}`;
  }
}

function explainMember(member: Membership, negated: boolean): string {
  return `${member.sides.join(',')} ${negated ? 'is not' : 'is'} in set ${member.set}`;
}

function explainBits(field: BitsField, value: number, mask: number): string {
  if (field === 'tcpFlags') return `${writeTcpFlags(value)} of ${writeTcpFlags(mask)}`;
  const whole = field === 'tos' ? 0xff : 0xffffffff;
  return mask === whole ? writeMark(value) : `${writeMark(value)}/${writeMark(mask)}`;
}

/** The ranges of a field as people write them: prefixes, ports, protocol names. */
export function explainSet(field: AddressField | NumericField, set: RangeSet): string {
  if (set.length === 0) return 'nothing';
  const shown = set.slice(0, 8).map((range) => explainRange(field, range));
  if (set.length > 8) shown.push(`${set.length - 8} more`);
  return shown.join(' or ');
}

function explainRange(field: AddressField | NumericField, [low, high]: Range): string {
  if (isAddressField(field)) return explainAddressRange(low, high);
  const one = (value: Address): string => explainValue(field, value);
  return low === high ? one(low) : `${one(low)}-${one(high)}`;
}

function explainAddressRange(low: Address, high: Address): string {
  if (sameAddress(low, high)) return writeAddress(low);
  for (let length = familyOf(low) === 4 ? 31 : 127; length >= 0; length--) {
    if (!sameAddress(andAddress(low, maskOfLength(length, familyOf(low))), low)) break;
    const [, end] = prefixRange(low, length);
    if (sameAddress(end, high)) return `${writeAddress(low)}/${length}`;
  }
  return `${writeAddress(low)}-${writeAddress(high)}`;
}

/** One value of a field as people write it. */
export function explainValue(field: AddressField | NumericField | BitsField, value: Address): string {
  if (typeof value !== 'number' || isAddressField(field)) return writeAddress(value);
  switch (field) {
    case 'protocol':
    case 'ctProtocol':
      return protocolName(value);
    case 'sourceMac':
      return writeMac(value);
    case 'mark':
    case 'connectionMark':
    case 'tos':
    case 'espSpi':
    case 'ahSpi':
    case 'ipcompCpi':
      return writeMark(value);
    case 'tcpFlags':
      return writeTcpFlags(value);
    default:
      return String(value);
  }
}

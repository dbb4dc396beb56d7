import type { Address } from '../address/address.js';
import type { RangeSet } from '../address/range.js';
import type { Ask, ByteTest, Condition, Derived, Membership } from '../condition/condition.js';
import { explainCondition, explainSet, explainValue } from '../condition/explain.js';
import type { Facts, OpenField } from '../condition/evaluate.js';
import { interfaceMatches } from '../condition/interfaceName.js';
import { hasPorts, TCP } from '../netfilter/protocols.js';
import type { Hook } from '../netfilter/hooks.js';
import { fieldWords, isAddressField } from '../packet/field.js';
import type { AddressField, BitsField, NamedField, NumericField } from '../packet/field.js';
import { statesOf } from '../trace/actual.js';
import { testBytes } from './bytes.js';
import { frameTypeOf } from './branch.js';
import type { Branch } from './branch.js';
import { deriveFact } from './derived.js';
import type { OpenQuestion } from './knowledge.js';
import { memberFact } from './nodeFacts.js';
import { isAnswer, settle, subjectOf, yesNo } from './settle.js';
import { tuplePort } from './tuplePort.js';
import type { Walk } from './walk.js';

/**
 * What a branch knows, as evaluate asks for it; made for each rule that is looked at. Law: what nothing tells is a question, never a guess.
 * `visit` stands in for that of the branch: few conditions read it, and a branch is much to copy.
 */
export class BranchFacts implements Facts<OpenQuestion> {
  constructor(
    private readonly walk: Walk,
    private readonly branch: Branch,
    private readonly hook: Hook,
    private readonly visit: number,
  ) {}

  private get here(): Branch {
    return this.visit === this.branch.visit ? this.branch : { ...this.branch, visit: this.visit };
  }

  value(field: AddressField | NumericField): Address | OpenField | undefined {
    return valueOf(this.branch, field);
  }

  bits(field: BitsField): number | 'open' | undefined {
    return bitsOf(this.branch, field);
  }

  openBits(condition: Extract<Condition, { kind: 'bits' }>): boolean | OpenQuestion {
    const words = explainCondition(condition).replace(' is ', ' ');
    return settle(this.walk, this.here, {
      subject: `later:${words.replaceAll(' ', '-')}`,
      asks: `do its bytes, read as a header, say ${words}`,
      because: notDescribed,
      reads: [],
      fresh: false,
      contents: true,
    });
  }

  names(field: NamedField): readonly string[] {
    return namesOf(this.branch, field);
  }

  interfaceName(side: 'in' | 'out'): string | undefined {
    const { inOpen, outOpen, packet } = this.branch;
    if (side === 'in') return inOpen ? undefined : packet.inInterface;
    return outOpen ? undefined : packet.outInterface;
  }

  openValue(field: AddressField | NumericField, set: RangeSet): OpenQuestion {
    return openValue(this.walk, this.branch, field, set);
  }

  openInterface(side: 'in' | 'out', name: string, wildcard: boolean): boolean | OpenQuestion {
    return openInterface(this.walk, this.branch, side, name, wildcard);
  }

  derived(derived: Derived): boolean | OpenQuestion {
    return deriveFact(this.walk, this.here, this.hook, derived);
  }

  member(membership: Membership): boolean | OpenQuestion {
    return memberFact(this.walk, this.here, membership);
  }

  bytes(program: readonly ByteTest[]): boolean | OpenQuestion {
    return testBytes(this.walk, this.here, program);
  }

  draw(subject: string, probability: number): boolean | OpenQuestion {
    return settle(this.walk, this.here, {
      subject,
      asks: 'does the random draw succeed',
      because: 'the kernel draws a random number',
      reads: [],
      fresh: true,
      chance: probability,
    });
  }

  ask(ask: Ask): boolean | OpenQuestion {
    return settle(this.walk, this.here, ask);
  }
}

const notDescribed =
  'the contents of a later fragment, which iptables-nft reads as its header, were not described';

const portEnd = 0xffff;
const wholeRange: Readonly<Partial<Record<NumericField, RangeSet>>> = {
  destinationPort: [[0, portEnd]],
  sourcePort: [[0, portEnd]],
  ctOriginalSourcePort: [[0, portEnd]],
  ctOriginalDestinationPort: [[0, portEnd]],
  ctReplySourcePort: [[0, portEnd]],
  ctReplyDestinationPort: [[0, portEnd]],
  sourceMac: [[0, 2 ** 48 - 1]],
  uid: [[0, 0xfffffffe]],
  gid: [[0, 0xfffffffe]],
  cpu: [[0, 0xffffffff]],
  realm: [[0, 0xffffffff]],
  inGroup: [[0, 0xffffffff]],
  outGroup: [[0, 0xffffffff]],
  espSpi: [[0, 0xffffffff]],
  ahSpi: [[0, 0xffffffff]],
  ipcompCpi: [[0, 0xffff]],
  sctpChunk: [[0, 255]],
  dccpType: [[0, 15]],
  ctProtocol: [[0, 255]],
};

function valueOf(branch: Branch, field: AddressField | NumericField): Address | OpenField | undefined {
  const { packet, connection } = branch;
  const tuple = (side: 'original' | 'reply', key: 'source' | 'destination') => {
    if (!connection.entry) return undefined;
    const seen = connection.unseen === undefined || (connection.unseen === key) === (side === 'reply');
    return seen ? connection[side][key] : open(branch, field);
  };
  const portOf = (...of: readonly ['original' | 'reply', 'sourcePort' | 'destinationPort']) => {
    const port = tuplePort(branch, ...of);
    return port === 'unknown' ? open(branch, field) : port;
  };
  switch (field) {
    case 'source':
    case 'destination':
      return packet.unknown?.includes(field) === true ? open(branch, field) : packet[field];
    case 'protocol':
    case 'ttl':
    case 'length':
    case 'icmpType':
    case 'icmpCode':
      return packet[field];
    case 'sourcePort':
    case 'destinationPort':
      if (!hasPorts(packet.protocol)) return undefined;
      // What a later fragment has in their place, nobody described.
      return packet.fragment === 'later' ? open(branch, field) : (packet[field] ?? open(branch, field));
    case 'sourceMac':
      if (branch.local || branch.looped) return undefined;
      return packet.sourceMac ?? open(branch, field);
    case 'uid':
    case 'gid':
      return branch.local && !branch.looped ? (packet[field] ?? open(branch, field)) : undefined;
    case 'ctOriginalSource':
      return tuple('original', 'source');
    case 'ctOriginalDestination':
      return tuple('original', 'destination');
    case 'ctReplySource':
      return tuple('reply', 'source');
    case 'ctReplyDestination':
      return tuple('reply', 'destination');
    case 'ctOriginalSourcePort':
      return portOf('original', 'sourcePort');
    case 'ctOriginalDestinationPort':
      return portOf('original', 'destinationPort');
    case 'ctReplySourcePort':
      return portOf('reply', 'sourcePort');
    case 'ctReplyDestinationPort':
      return portOf('reply', 'destinationPort');
    case 'ctProtocol':
      if (!connection.entry) return undefined;
      return connection.protocol === 'unknown'
        ? open(branch, field)
        : (connection.protocol ?? packet.protocol);
    case 'cpu':
    case 'realm':
    case 'inGroup':
    case 'outGroup':
    case 'espSpi':
    case 'ahSpi':
    case 'ipcompCpi':
    case 'sctpChunk':
    case 'dccpType':
      return open(branch, field);
  }
}

function open(branch: Branch, field: AddressField | NumericField): OpenField {
  const whole: RangeSet = isAddressField(field)
    ? branch.packet.family === 4
      ? [[0, 0xffffffff]]
      : [
          [
            [0, 0, 0, 0],
            [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
          ],
        ]
    : (wholeRange[field] ?? []);
  return { values: branch.knowledge.values.get(field) ?? whole };
}

function bitsOf({ packet, connection }: Branch, field: BitsField): number | 'open' | undefined {
  switch (field) {
    case 'mark':
    case 'tos':
      return packet[field];
    case 'tcpFlags':
      return packet.fragment === 'later' && packet.protocol === TCP ? 'open' : packet.tcpFlags;
    case 'connectionMark':
      return connection.entry ? connection.mark : undefined;
  }
}

function namesOf(branch: Branch, field: NamedField): readonly string[] {
  const { packet, connection } = branch;
  switch (field) {
    case 'ctState':
      return statesOf(connection);
    case 'ctStatus':
      return connection.entry ? connection.status : [];
    case 'ctDirection':
      return connection.entry ? [connection.direction] : [];
    case 'ctEntry':
      return [connection.entry ? 'yes' : 'no'];
    case 'packetType':
      return [frameTypeOf(branch)];
    case 'fragment':
      return [packet.fragment];
    case 'tcpOption':
      return (packet.tcpOptions ?? []).map(String);
    case 'extensionHeader':
      return packet.extensionHeader ?? [];
    case 'ipOption':
      return [];
    case 'socket':
      return [branch.local && !branch.looped ? 'yes' : 'no'];
  }
}

const flags: ReadonlyMap<string, string> = new Map([
  ['destinationPort', '--dport'],
  ['sourcePort', '--sport'],
  ['sourceMac', '--mac-src'],
  ['uid', '--uid'],
  ['gid', '--gid'],
  ['ctProtocol', '--ct-entry'],
  ['ctOriginalSource', '--ct-entry'],
  ['ctOriginalDestination', '--ct-entry'],
  ['ctReplySource', '--ct-entry'],
  ['ctReplyDestination', '--ct-entry'],
]);
/** What describes the packet describes its answer, too. */
const flagsOfAnswer: ReadonlyMap<string, string> = new Map([
  ['sourcePort', '--dport'],
  ['uid', '--uid'],
  ['gid', '--gid'],
]);

function openValue(
  walk: Walk,
  branch: Branch,
  field: AddressField | NumericField,
  set: RangeSet,
): OpenQuestion {
  const values = open(branch, field).values;
  const [range] = set;
  const single = set.length === 1 && range !== undefined && range[0] === range[1];
  const words = single ? explainValue(field, range[0]) : explainSet(field, set);
  const subject = subjectOf(walk, `${field}:${words.replaceAll(' or ', ',')}`);
  const isInside =
    branch.packet.fragment === 'later' && (field === 'sourcePort' || field === 'destinationPort');
  const flag = isInside ? undefined : isAnswer(walk) ? flagsOfAnswer.get(field) : flags.get(field);
  // Each packet of a connection may be taken by another processor.
  const ofFirst = field === 'cpu' && walk.isFirst === true ? ', first packet' : '';
  return {
    key: `${subject} of ${String(branch.packet[field as 'ttl'])}${ofFirst}`,
    question: {
      subject,
      accepts: yesNo,
      asks: `is the ${fieldWords(field)} ${words}`,
      because: isInside ? notDescribed : 'the packet was described without it',
      settle: [...(flag === undefined ? [] : [flag]), `--assume '${subject}=yes|no'`].join(' or '),
    },
    narrows: { kind: 'value', field, values, set },
  };
}

/** Answers from what was assumed of the interface before: a name settles all, a prefix some. */
function openInterface(
  walk: Walk,
  branch: Branch,
  side: 'in' | 'out',
  name: string,
  wildcard: boolean,
): boolean | OpenQuestion {
  const field = `${side}Interface` as const;
  const subject = subjectOf(walk, `${field}:${name}${wildcard ? '+' : ''}`);
  if (name === '') return wildcard;
  for (const guess of branch.knowledge[field]) {
    if (guess.holds) {
      if (!guess.wildcard) return interfaceMatches(guess.name, name, wildcard);
      if (wildcard && guess.name.startsWith(name)) return true;
      if (!name.startsWith(guess.name)) return false;
    } else if (guess.wildcard ? name.startsWith(guess.name) : !wildcard && name === guess.name) {
      return false;
    }
  }
  return {
    key: side === 'out' && branch.secondRoute === true ? `${subject}, routed again` : subject,
    question: {
      subject,
      accepts: yesNo,
      asks: `does the ${isAnswer(walk) ? 'answer' : 'packet'} ${side === 'in' ? 'come in' : 'leave'} by ${name}${wildcard ? '+' : ''}`,
      because: 'routes are no part of a dump',
      settle: `${isAnswer(walk) && side === 'out' ? '' : '--oif or '}--routes or --assume '${subject}=yes|no'`,
    },
    narrows: { kind: 'interface', side, name, wildcard },
  };
}

import { Option } from 'commander';
import type { Command } from 'commander';
import { familyOf, readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { prefixRange } from '../address/range.js';
import type { Range } from '../address/range.js';
import { readNumber } from '../extension/types/numbers.js';
import { readPort } from '../extension/types/ports.js';
import type { Family } from '../netfilter/hooks.js';
import { fullMask } from '../netfilter/marks.js';
import {
  hasPorts,
  ICMPV6,
  portProtocols,
  protocolName,
  protocolNames,
  protocolNumber,
} from '../netfilter/protocols.js';
import { readPrefix } from '../node/readPrefix.js';
import type { Description } from '../packetset/describedSet.js';
import { exclusiveNames } from '../packetset/variables.js';
import type { ExclusiveField, NumberField } from '../packetset/variables.js';
import { offer } from './offered.js';
import { readInterfaceName } from './interfaceOption.js';
import { UsageError } from './usageError.js';

/** Which packets a question about sets of them is limited to, as typed. */
export interface AmongOptions {
  readonly src?: string;
  readonly dst?: string;
  readonly proto?: string;
  readonly sport?: string;
  readonly dport?: string;
  readonly iif?: string;
  readonly oif?: string;
  readonly mark?: string;
  readonly ctstate?: string;
}

/** Gives a command the options that limit packets. */
export function addAmongOptions(command: Command): Command {
  command
    .optionsGroup('Only packets:')
    .option('-s, --src <addresses>', 'source address, prefix or range LOW-HIGH')
    .option('-d, --dst <addresses>', 'destination address, prefix or range LOW-HIGH')
    .option('-p, --proto <protocol>', 'protocol name or number')
    .option('--sport <ports>', 'source port or range LOW:HIGH')
    .option('--dport <ports>', 'destination port or range LOW:HIGH')
    .option('-i, --iif <interface>', 'interface they come in by; "" for what the node itself sends')
    .option('-o, --oif <interface>', 'interface they leave by; "" for what the node itself takes in')
    .option('--mark <mark>', 'packet mark as they come')
    .addOption(
      new Option('--ctstate <state>', 'state of their connection').choices([...exclusiveNames.ctState]),
    );
  return offer(command, { '--proto': protocolNames() });
}

/** The family that is asked about: by `-4` or `-6`, or by an address that limits packets; undefined where nothing tells. */
export function askedFamily({
  ipv4,
  ipv6,
  src,
  dst,
}: Pick<AmongOptions, 'src' | 'dst'> & { readonly ipv4?: true; readonly ipv6?: true }): Family | undefined {
  if (ipv6 === true) return 6;
  if (ipv4 === true) return 4;
  const address = src ?? dst;
  if (address === undefined) return undefined;
  return address.includes(':') ? 6 : 4;
}

/** Reads the options; a UsageError says which one cannot be used. */
export function readAmong(options: AmongOptions, family: Family): Description {
  const numbers = new Map<NumberField, readonly Range[]>();
  const names = new Map<ExclusiveField, readonly string[]>();
  const put = (
    field: NumberField,
    option: string,
    text: string | undefined,
    expected: string,
    read: (text: string) => Range | undefined,
  ): void => {
    if (text === undefined) return;
    const range = read(text);
    if (range === undefined) throw new UsageError(`${option}: "${text}" is not ${expected}`);
    numbers.set(field, [range]);
  };
  const addresses = `IPv${family} address, prefix or range LOW-HIGH`;
  put('source', '--src', options.src, `an ${addresses}`, (text) => readAddresses(text, family));
  put('destination', '--dst', options.dst, `an ${addresses}`, (text) => readAddresses(text, family));
  put('protocol', '--proto', options.proto, 'a protocol name or a number from 0 to 255', (text) =>
    readProtocol(text, family),
  );
  put('sourcePort', '--sport', options.sport, 'a port, a service name or a range LOW:HIGH', readPorts);
  put('destinationPort', '--dport', options.dport, 'a port, a service name or a range LOW:HIGH', readPorts);
  put('mark', '--mark', options.mark, 'a 32-bit number such as 0x4000', (text) =>
    single(readNumber(text, fullMask)),
  );
  for (const option of ['sport', 'dport'] as const) {
    if (options[option] === undefined) continue;
    numbers.set('protocol', portedProtocols(`--${option}`, numbers.get('protocol')));
    names.set('fragment', ['none', 'first']);
  }
  if (options.ctstate !== undefined) names.set('ctState', [options.ctstate]);
  return {
    numbers,
    names,
    ...(options.iif === undefined ? {} : { inInterface: interfaceOf('--iif', options.iif) }),
    ...(options.oif === undefined ? {} : { outInterface: interfaceOf('--oif', options.oif) }),
  };
}

/** What has a port is of a protocol that has ports. */
function portedProtocols(option: string, told: readonly Range[] | undefined): readonly Range[] {
  if (told === undefined) return portProtocols.map((number) => [number, number]);
  const [[protocol] = []] = told;
  if (typeof protocol === 'number' && !hasPorts(protocol)) {
    throw new UsageError(`${option}: ${protocolName(protocol)} has no ports`);
  }
  return told;
}

/** Empty for what the node itself sends. */
function interfaceOf(option: string, text: string): string {
  return text === '' ? '' : readInterfaceName(option, text);
}

function single(value: Address | undefined): Range | undefined {
  return value === undefined ? undefined : [value, value];
}

function readAddresses(text: string, family: Family): Range | undefined {
  const [low = '', high, ...rest] = text.split('-');
  if (high !== undefined) {
    const range = [readAddress(low), readAddress(high)] as const;
    const [from, to] = range;
    if (rest.length > 0 || from === undefined || to === undefined) return undefined;
    return familyOf(from) === family && familyOf(to) === family ? [from, to] : undefined;
  }
  const prefix = readPrefix(text);
  if (prefix === undefined || familyOf(prefix.address) !== family) return undefined;
  return prefixRange(prefix.address, prefix.length);
}

function readProtocol(text: string, family: Family): Range | undefined {
  if (text.toLowerCase() === 'icmp' && family === 6) return [ICMPV6, ICMPV6];
  return single(readNumber(text, 255) ?? protocolNumber(text));
}

function readPorts(text: string): Range | undefined {
  const [low = '', high = low, ...rest] = text.split(':');
  const from = readPort(low);
  const to = readPort(high);
  return from === undefined || to === undefined || rest.length > 0 || from > to ? undefined : [from, to];
}

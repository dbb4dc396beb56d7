import { familyOf, readAddress, sameAddress, writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { readNumber } from '../extension/types/numbers.js';
import { encodeUtf8 } from '../document/utf8.js';
import { extensions } from '../index.js';
import { lazily } from '../names/lazily.js';
import type { Names } from '../names/names.js';
import { hasEndpoint, namingOf } from '../names/naming.js';
import { packetEnds, type EndsPlace, type PacketEnds } from '../names/packetEnds.js';
import type { Family } from '../netfilter/hooks.js';
import { protocolName } from '../netfilter/protocols.js';
import type { Interface, Node } from '../node/node.js';
import { inPrefix } from '../node/prefix.js';
import { lookUpRoute } from '../node/route.js';
import { bindRuleset } from '../ruleset/bindRuleset.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { AmongOptions } from './amongOptions.js';
import type { EndsFiller, EndsRuleset, NamedEnds } from './cluster.js';
import type { ReadDump } from './ground.js';
import type { Io } from './io.js';
import type { QuestionOptions } from './questionOptions.js';
import { readNode } from './readNode.js';
import { UsageError } from './usageError.js';

/** Fills in ends by names; `defaults`: what tells of the node and the dump. */
export function filledEnds(io: Io, names: Names, read: ReadDump, defaults: QuestionOptions): EndsFiller {
  const place = lazily(() => placeOfDump(io, names, read, defaults));
  return (options) => filled(options, endsOf(names, options, options, options.iif !== undefined, place()));
}

/** The limits that ends by names are, with those that were given. */
export function limitsOfEnds<T extends AmongOptions>(
  io: Io,
  names: Names,
  rulesets: readonly EndsRuleset[],
  options: T,
  ends: NamedEnds,
): T {
  const families = rulesets.map(({ ruleset }) => ruleset.family);
  const place = placeOf(names, {
    families,
    rulesets: rulesets.map(({ ruleset }) => ruleset),
    nodes: byFamily((family) => rulesets.map(({ snapshot }) => readNode(io, {}, family, snapshot).node)),
  });
  const found = endsOf(names, options, ends, options.iif === undefined ? 'any' : true, place);
  const [address] = [found.source, found.destination].filter((one) => one !== undefined);
  if (address !== undefined && !families.includes(familyOf(address))) {
    const other = familyOf(address);
    throw new UsageError(
      `${ends.from === undefined ? '--to' : '--from'}: that has an address of IPv${other} alone, and the rules are those of IPv${families[0] ?? 4} (-${other} takes the others)`,
    );
  }
  return filled(options, found);
}

/** What is said of a packet beside its named ends, as typed. */
type Beside = Pick<QuestionOptions, 'src' | 'dst' | 'dport' | 'proto' | 'icmpType'>;

function endsOf(
  names: Names,
  options: Beside,
  { from, to }: NamedEnds,
  comesIn: boolean | 'any',
  place: EndsPlace,
): PacketEnds {
  if (from !== undefined && options.src !== undefined)
    throw new UsageError('--from and --src both say where the packet comes from', '--from');
  if (to !== undefined && options.dst !== undefined)
    throw new UsageError('--to and --dst both say where the packet goes', '--to');
  const found = packetEnds(
    names,
    {
      from: from === undefined ? undefined : encodeUtf8(from),
      to: to === undefined ? undefined : encodeUtf8(to),
      sourceFamily: familyOfText(options.src),
      destinationFamily: familyOfText(options.dst),
      comesIn,
      port: options.dport === undefined ? undefined : encodeUtf8(options.dport),
      protocol: protocolOf(options),
    },
    place,
  );
  if ('refusal' in found) throw new UsageError(`${found.option}: ${found.refusal}`, found.option);
  return found.ends;
}

function filled<T extends AmongOptions>(options: T, ends: PacketEnds): T {
  const { source, destination, inInterface, destinationPort, protocol } = ends;
  return {
    ...options,
    ...(source === undefined ? {} : { src: writeAddress(source) }),
    ...(destination === undefined ? {} : { dst: writeAddress(destination) }),
    ...(inInterface === undefined ? {} : { iif: inInterface }),
    ...(destinationPort === undefined ? {} : { dport: String(destinationPort) }),
    ...(protocol === undefined || options.proto !== undefined ? {} : { proto: protocol }),
  };
}

/** By its usual name, where it has one. */
export function protocolOf({
  proto,
  icmpType,
}: Pick<QuestionOptions, 'proto' | 'icmpType'>): string | undefined {
  const text = (proto ?? (icmpType === undefined ? undefined : 'icmp'))?.toLowerCase();
  const number = text === undefined ? undefined : readNumber(text, 255);
  return number === undefined ? text : protocolName(number);
}

function familyOfText(text: string | undefined): Family | undefined {
  const address = text === undefined ? undefined : readAddress(text);
  return address === undefined ? undefined : familyOf(address);
}

function placeOfDump(io: Io, names: Names, read: ReadDump, options: QuestionOptions): EndsPlace {
  const given: Family | undefined = options.ipv4 === true ? 4 : options.ipv6 === true ? 6 : undefined;
  const bound = bindRuleset(read.dump, { extensions, family: given ?? 4 });
  const rulesets = [...bound.rulesets.values()];
  return placeOf(names, {
    families: given === undefined && bound.familyGuessed ? [4, 6] : rulesets.map(({ family }) => family),
    rulesets,
    nodes: byFamily((family) => [readNode(io, options, family, read.snapshot).node]),
  });
}

/** Read once, and only where it is asked. */
function byFamily(read: (family: Family) => readonly Node[]): Surroundings['nodes'] {
  const [of4, of6] = [lazily(() => read(4)), lazily(() => read(6))];
  return (family) => (family === 4 ? of4() : of6());
}

/** Where the ends are looked for: in one dump and its node, or in two. */
interface Surroundings {
  readonly families: readonly Family[];
  readonly rulesets: readonly Ruleset[];
  readonly nodes: (family: Family) => readonly Node[];
}

function placeOf(names: Names, { families, rulesets, nodes }: Surroundings): EndsPlace {
  const ownNode = lazily(() => namingOf(names, { rulesets }).ownNode());
  const interfaces = (): readonly Interface[] => nodes(4).flatMap(({ addresses }) => addresses ?? []);
  return {
    families,
    hasInterface: (name) =>
      rulesets.some((ruleset) => hasEndpoint(ruleset, name)) ||
      interfaces().some((each) => each.name === name),
    interfaceTo: (address) =>
      nodes(familyOf(address))
        .map((node) => linkTo(node, address))
        .find((device) => device !== undefined),
    isOwnNode: ({ name, addresses }) =>
      ownNode() === name ||
      addresses.some(
        (address) =>
          nodes(4).some(({ locals }) => locals.some((prefix) => inPrefix(prefix, address))) ||
          interfaces().some((each) =>
            each.addresses.some(
              (own) => own.family === familyOf(address) && sameAddress(own.address, address),
            ),
          ),
      ),
  };
}

/** By which interface a node sends to an address, or the prefix that it is in, without a next hop in between. */
function linkTo(node: Node, destination: Address): string | undefined {
  const about = { destination, protocol: 0, inInterface: '', mark: 0, tos: 0 };
  const route = lookUpRoute(node, { family: familyOf(destination), ...about });
  if (route.kind !== 'unicast' || (route.route?.destination.length ?? 0) === 0) return undefined;
  const [{ device, gateway }, other] = route.choices;
  return gateway === undefined && other === undefined ? device : undefined;
}

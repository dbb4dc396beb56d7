import { familyOf, readAddress, sameAddress, writeAddress } from '../address/address.js';
import { readNumber } from '../extension/types/numbers.js';
import { encodeUtf8 } from '../document/utf8.js';
import { extensions } from '../index.js';
import { lazily } from '../names/lazily.js';
import type { Names } from '../names/names.js';
import { hasEndpoint, namingOf } from '../names/naming.js';
import { packetEnds, type EndsPlace, type PacketEnds } from '../names/packetEnds.js';
import type { Family } from '../netfilter/hooks.js';
import { protocolName } from '../netfilter/protocols.js';
import type { Node } from '../node/node.js';
import { inPrefix } from '../node/prefix.js';
import { bindRuleset } from '../ruleset/bindRuleset.js';
import type { EndsFiller } from './cluster.js';
import type { ReadDump } from './ground.js';
import type { Io } from './io.js';
import type { QuestionOptions } from './questionOptions.js';
import { readNode } from './readNode.js';
import { UsageError } from './usageError.js';

/** Fills in ends by names; `defaults`: what tells of the node and the dump. */
export function filledEnds(io: Io, names: Names, read: ReadDump, defaults: QuestionOptions): EndsFiller {
  const place = lazily(() => placeOf(io, names, read, defaults));
  return (options) => {
    refuseTwice(options);
    const found = packetEnds(
      names,
      {
        from: options.from === undefined ? undefined : encodeUtf8(options.from),
        to: options.to === undefined ? undefined : encodeUtf8(options.to),
        sourceFamily: familyOfText(options.src),
        destinationFamily: familyOfText(options.dst),
        comesIn: options.iif !== undefined,
        port: options.dport === undefined ? undefined : encodeUtf8(options.dport),
        protocol: protocolOf(options),
      },
      place(),
    );
    if ('refusal' in found) throw new UsageError(`${found.option}: ${found.refusal}`, found.option);
    return filled(options, found.ends);
  };
}

function refuseTwice({ from, to, src, dst }: QuestionOptions): void {
  if (from !== undefined && src !== undefined)
    throw new UsageError('--from and --src both say where the packet comes from', '--from');
  if (to !== undefined && dst !== undefined)
    throw new UsageError('--to and --dst both say where the packet goes', '--to');
}

function filled(options: QuestionOptions, ends: PacketEnds): QuestionOptions {
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
function protocolOf({ proto, icmpType }: QuestionOptions): string | undefined {
  const text = (proto ?? (icmpType === undefined ? undefined : 'icmp'))?.toLowerCase();
  const number = text === undefined ? undefined : readNumber(text, 255);
  return number === undefined ? text : protocolName(number);
}

function familyOfText(text: string | undefined): Family | undefined {
  const address = text === undefined ? undefined : readAddress(text);
  return address === undefined ? undefined : familyOf(address);
}

function placeOf(io: Io, names: Names, read: ReadDump, options: QuestionOptions): EndsPlace {
  const given: Family | undefined = options.ipv4 === true ? 4 : options.ipv6 === true ? 6 : undefined;
  const bound = bindRuleset(read.dump, { extensions, family: given ?? 4 });
  const rulesets = [...bound.rulesets.values()];
  // Only what holds for both families is asked of the node.
  const node = lazily((): Node => readNode(io, options, 4, read.snapshot).node);
  const ownNode = lazily(() => namingOf(names, { rulesets }).ownNode());
  return {
    families: given === undefined && bound.familyGuessed ? [4, 6] : rulesets.map(({ family }) => family),
    hasInterface: (name) =>
      rulesets.some((ruleset) => hasEndpoint(ruleset, name)) ||
      (node().addresses ?? []).some((each) => each.name === name),
    isOwnNode: ({ name, addresses }) =>
      ownNode() === name ||
      addresses.some(
        (address) =>
          node().locals.some((prefix) => inPrefix(prefix, address)) ||
          (node().addresses ?? []).some((each) =>
            each.addresses.some(
              (own) => own.family === familyOf(address) && sameAddress(own.address, address),
            ),
          ),
      ),
  };
}

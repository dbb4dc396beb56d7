import { noWays, type KnownWays } from '../engine/knownWay.js';
import type { Problem } from '../ast/problem.js';
import type { Family } from '../netfilter/hooks.js';
import { countUnreadChains } from '../ruleset/bindRuleset.js';
import type { Trace } from '../trace/trace.js';
import { askedBefore, type AskedBefore } from './askedBefore.js';
import { readPacketOptions, type PacketRequest } from './packetOptions.js';
import { endsFiller, type Cluster } from './cluster.js';
import type { NamesInDump } from './namesInDump.js';
import { groundOf, type Ground, type ReadDump } from './ground.js';
import {
  chainsNotRead,
  readAnswers,
  settleSighting,
  trackingOf,
  walkQuestion,
  withSighting,
  type SeenBefore,
  type WalkedQuestion,
} from './question.js';
import type { QuestionOptions } from './questionOptions.js';
import { readNode, type NodeReading } from './readNode.js';
import type { SourcePacket } from './packetSource.js';
import type { NoPacketLine } from './readPacketLine.js';
import type { Screen } from './screen.js';
import { seenBefore } from './seenBefore.js';
import { showProblems } from './showProblems.js';
import { toldOfEach, type ToldOfDump, type ToldOfEach } from './toldOfDump.js';
import { attempt, OtherFamilyError, UsageError } from './usageError.js';

/** What becomes of a line of a file of packets. `unusable`: the dump cannot be used, which stands on stderr. */
export type PacketResult =
  | {
      readonly kind: 'trace';
      readonly trace: Trace;
      readonly told: ToldOfDump;
      readonly names: NamesInDump | undefined;
    }
  | NoPacketLine
  | { readonly kind: 'unusable' };

/** Traces packets of a file through one dump, which is read before. */
export interface PacketTracer {
  /** Undefined of a line that describes no packet: it is blank, or a comment. */
  trace(packet: SourcePacket['read']): PacketResult | undefined;
  /** Of the node, by its number there, where that was given. */
  readonly interfaceName: (index: number, family: Family) => string | undefined;
  /** Subjects of `--assume` for which no question has arisen. */
  unasked(): readonly string[];
  /** Shows what is wrong with chains that were read on the way, and how many were not. */
  showRest(): void;
}

interface PacketGround {
  readonly ground: Ground;
  readonly each: ToldOfEach;
  readonly ways: KnownWays;
  readonly before: AskedBefore<WalkedPacket>;
  readonly seen: SeenBefore;
}

interface WalkedPacket extends WalkedQuestion {
  readonly told: ToldOfDump;
}

/** `defaults`: what holds of every packet that does not say otherwise, with the dump's own options. */
export function packetTracer(
  screen: Screen,
  read: ReadDump,
  defaults: QuestionOptions,
  cluster: Cluster | undefined,
): PacketTracer {
  const fillEnds = endsFiller(cluster, read, defaults);
  const answers = readAnswers(defaults.assume ?? []);
  const unasked = new Set(answers.keys());
  const readings = new Map<Family, NodeReading>();
  const grounds = new Map<Family, PacketGround>();
  let start: readonly Problem[] | undefined;

  /** Made with the first packet of a family, since a dump may not tell its own. What is wrong with the node's files ends the run. */
  const readingOf = (family: Family): NodeReading => {
    const reading = readings.get(family) ?? readNode(screen.io, defaults, family, read.snapshot);
    readings.set(family, reading);
    return reading;
  };

  const groundFor = (family: Family, reading: NodeReading): PacketGround | undefined => {
    const known = grounds.get(family);
    if (known !== undefined) return known;
    const ground = groundOf(screen, read, family, reading, defaults, cluster?.namesOf);
    if (ground === undefined) return undefined;
    start ??= read.problems();
    const own = {
      ground,
      each: toldOfEach(ground, read, start),
      ways: noWays(),
      before: askedBefore<WalkedPacket>(),
      seen: seenBefore(),
    };
    grounds.set(family, own);
    showProblems(screen, own.each.known.problems, ground.name, defaults.verbose === true);
    return own;
  };

  const walk = (options: QuestionOptions, request: PacketRequest, reading: NodeReading): PacketResult => {
    const own = groundFor(request.described.packet.family, reading);
    if (own === undefined) return { kind: 'unusable' };
    const { ground, each, ways, before, seen } = own;
    const tracking = trackingOf(options, request);
    const question = settleSighting({ ...ground, request, answers, tracking, ways }, options, seen);
    const walked = before.find(question, () => {
      each.begin();
      let told = each.known;
      return { ...walkQuestion(question, options, () => (told = each.told())), told };
    });
    for (const subject of unasked) if (!walked.unasked.includes(subject)) unasked.delete(subject);
    const trace = withSighting(question, walked.trace, seen);
    return { kind: 'trace', trace, told: walked.told, names: ground.names };
  };

  return {
    interfaceName: (index, family) =>
      readingOf(family).node.addresses?.find((own) => own.index === index)?.name,
    trace(packet) {
      if (packet?.kind !== 'packet') return packet;
      const asked = attempt(() => {
        const options = fillEnds(packet.options);
        return { options, request: readPacketOptions(options) };
      });
      if (asked instanceof UsageError) return { kind: 'problem', problem: packet.problemOf(asked) };
      const { options, request } = asked;
      const reading = readingOf(request.described.packet.family);
      const result = attempt(() => walk(options, request, reading));
      if (!(result instanceof UsageError)) return result;
      // A log or a capture has packets of both families, whatever its dump has.
      const foreign = result instanceof OtherFamilyError && packet.options.observed !== undefined;
      return foreign
        ? { kind: 'other', what: result.message }
        : { kind: 'problem', problem: packet.problemOf(result) };
    },
    unasked: () => [...unasked],
    showRest() {
      if (!read.partly) return;
      const all = [...grounds.values()];
      const known = new Set(all.flatMap(({ each }) => each.known.problems));
      const late = new Set(all.flatMap(({ ground }) => ground.problems()));
      const found = [...late].filter((problem) => !known.has(problem));
      showProblems(screen, found, read.name, defaults.verbose === true);
      const families = new Set(all.flatMap(({ ground }) => [...ground.bound.rulesets.keys()]));
      const bounds = [...families].map(
        (family) => [family, (grounds.get(family) ?? all[0])?.ground.bound] as const,
      );
      const left = bounds.reduce(
        (sum, [family, bound]) => sum + (bound === undefined ? 0 : countUnreadChains(bound, family)),
        0,
      );
      if (left > 0) screen.io.writeError(chainsNotRead(left, read.name, 'where no packet comes'));
    },
  };
}

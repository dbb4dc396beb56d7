import { writeAddress } from '../../address/address.js';
import type { Problem } from '../../ast/problem.js';
import type { Answer, Journey, Leg, Onward, Way, WayEnd } from '../../path/journey.js';
import { problemToJson } from '../problemJson.js';
import { decodeText } from '../sentence.js';
import { firstConnectionMark } from '../trace/connectionMark.js';
import { deciderToJson, pathToJson, type JsonOptions } from '../trace/json.js';
import { packetToJson } from '../trace/packetJson.js';
import type { JsonJourney, JsonJourneyFile, JsonLeg, JsonOnward, JsonWay, JsonWayEnd } from './jsonPath.js';

/** A node of a journey, with the file that told of it and what is wrong with that. */
export interface NodeSource {
  readonly name: string;
  readonly source: string;
  readonly problems: readonly Problem[];
}

/** A journey in its stable JSON form, version 1; docs/path.md describes every key. */
export function journeyToJson(
  journey: Journey,
  nodes: readonly NodeSource[],
  options: JsonOptions,
): JsonJourneyFile {
  return {
    format: 'calitrace.path',
    version: 1,
    nodes: nodes.map(({ name, source }) => ({ name: decodeText(name), source: decodeText(source) })),
    ...walkToJson(journey, options),
    problems: nodes.flatMap(({ name, problems }) =>
      problems.map((problem) => ({ node: decodeText(name), ...problemToJson(problem) })),
    ),
  };
}

function walkToJson(
  { complete, packet, assumed, premises, ways }: Journey,
  options: JsonOptions,
): JsonJourney {
  return {
    complete,
    packet: packetToJson(packet, firstConnectionMark(ways[0]?.legs[0]?.path)),
    assumed,
    premises: premises.map(({ node, text }) => ({
      ...(node === undefined ? {} : { node: decodeText(node) }),
      text: decodeText(text),
    })),
    ways: ways.map((way) => wayToJson(way, options)),
  };
}

function wayToJson({ legs, end, chance, answer }: Way, options: JsonOptions): JsonWay {
  return {
    ...(chance === undefined ? {} : { chance }),
    end: endToJson(end),
    legs: legs.map((leg) => legToJson(leg, options)),
    ...(answer === undefined ? {} : { answer: answerToJson(answer, options) }),
  };
}

/** An answer has no answer, so this goes one level deep. */
function answerToJson(answer: Answer, options: JsonOptions): JsonJourney | { readonly none: string } {
  return answer.kind === 'none' ? { none: decodeText(answer.reason) } : walkToJson(answer.journey, options);
}

function endToJson(end: WayEnd): JsonWayEnd {
  const { node } = end;
  const place = { node: decodeText(node) };
  switch (end.kind) {
    case 'arrives':
      return {
        kind: end.kind,
        ...place,
        ...(end.outInterface === undefined ? {} : { outInterface: decodeText(end.outInterface) }),
      };
    case 'leaves':
      return {
        kind: end.kind,
        ...place,
        outInterface: decodeText(end.outInterface),
        nextHop: writeAddress(end.nextHop),
      };
    case 'stopped':
      return { kind: end.disposition.kind, ...place, by: deciderToJson(end.disposition.by) };
    case 'lost':
    case 'unknown':
      return { kind: end.kind, ...place, reason: decodeText(end.reason) };
  }
}

function legToJson({ node, carrier, trace, path, onward }: Leg, options: JsonOptions): JsonLeg {
  return {
    node: decodeText(node),
    ...(carrier === undefined ? {} : { carrier }),
    packet: packetToJson(trace.packet, firstConnectionMark(path)),
    path: pathToJson(path, options),
    ...(onward === undefined ? {} : { onward: onwardToJson(onward) }),
  };
}

function onwardToJson(onward: Onward): JsonOnward {
  switch (onward.kind) {
    case 'link':
      return {
        kind: onward.kind,
        outInterface: decodeText(onward.outInterface),
        nextHop: writeAddress(onward.nextHop),
        node: decodeText(onward.node),
        inInterface: decodeText(onward.inInterface),
      };
    case 'wrapped':
      return {
        kind: onward.kind,
        outInterface: decodeText(onward.outInterface),
        tunnel: onward.tunnel,
        far: writeAddress(onward.far),
      };
    case 'unwrapped':
      return { kind: onward.kind, tunnel: onward.tunnel, inInterface: decodeText(onward.inInterface) };
  }
}

import type { Problem } from '../../ast/problem.js';
import { writeAddress } from '../../address/address.js';
import type { Condition } from '../../condition/condition.js';
import type { Tuple } from '../../packet/packet.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import type {
  Assumption,
  Changes,
  ChangeValue,
  Decider,
  Hop,
  Logged,
  Miss,
  PassingStep,
  Path,
  Position,
  Reply,
  Sighting,
  Step,
  Trace,
} from '../../trace/trace.js';
import { likeSteps } from '../../trace/likeSteps.js';
import { problemToJson } from '../problemJson.js';
import { decodeText } from '../sentence.js';
import { firstConnectionMark, lastConnectionMark } from './connectionMark.js';
import type {
  JsonAssumption,
  JsonChanges,
  JsonDecider,
  JsonHop,
  JsonLogged,
  JsonMiss,
  JsonPath,
  JsonPlacedRule,
  JsonReply,
  JsonRule,
  JsonSighting,
  JsonStep,
  JsonTrace,
  JsonTuple,
  JsonWalk,
} from './jsonTrace.js';
import { packetToJson } from './packetJson.js';

export interface JsonOptions {
  /** Lists the rules that did not match, too: `misses` of the step behind them. */
  readonly verbose: boolean;
  /** A condition in words, for `misses`. */
  readonly explainCondition: (condition: Condition) => string;
  /** How many chains of the dump have rules that were not read; 0 where nothing is said. */
  readonly chainsNotRead?: number;
}

/** A trace in its stable JSON form, version 1; docs/json.md describes every key. */
export function traceToJson(trace: Trace, problems: readonly Problem[], options: JsonOptions): JsonTrace {
  return { ...traceBegin, ...walkToJson(trace, options), ...traceEnd(problems, options) };
}

/** What a trace says before its walk. */
export const traceBegin: Pick<JsonTrace, 'format' | 'version'> = { format: 'calitrace.trace', version: 1 };

/** What it says behind it. */
export function traceEnd(
  problems: readonly Problem[],
  { chainsNotRead = 0 }: JsonOptions,
): Pick<JsonTrace, 'problems' | 'chainsNotRead'> {
  return { problems: problems.map(problemToJson), ...(chainsNotRead === 0 ? {} : { chainsNotRead }) };
}

function walkToJson(trace: Trace, options: JsonOptions): JsonWalk {
  return {
    ...walkBegin(trace),
    paths: trace.paths.map((path) => pathToJson(path, options)),
    ...walkEnd(trace),
  };
}

/** What a walk says before its paths. */
export function walkBegin(trace: Trace): Omit<JsonWalk, 'paths' | 'sighting'> {
  return {
    complete: trace.complete,
    packet: packetToJson(trace.packet, firstConnectionMark(trace.paths[0])),
    assumed: trace.assumed,
    premises: trace.premises.map((premise) => ({
      text: decodeText(premise.text),
      ...(premise.settle === undefined ? {} : { settle: decodeText(premise.settle) }),
    })),
  };
}

/** What it says behind them. */
export function walkEnd({ sighting }: Trace): Pick<JsonWalk, 'sighting'> {
  return sighting === undefined ? {} : { sighting: sightingToJson(sighting) };
}

function sightingToJson({ form, taken, notes, logged }: Sighting): JsonSighting {
  return {
    form,
    taken: taken.map(({ field, words }) => ({ field, words: decodeText(words) })),
    notes: notes.map(decodeText),
    ...(logged === undefined ? {} : { logged: loggedToJson(logged) }),
  };
}

function loggedToJson({ rules, visit }: Logged): JsonLogged {
  return {
    rules: rules.map(placedRuleToJson),
    ...(visit === undefined
      ? {}
      : {
          visit: {
            rule: placedRuleToJson(visit.rule),
            hook: visit.hook,
            paths: visit.paths,
            differences: visit.differences.map(({ field, line, trace }) => ({
              field,
              line: changeValue(line),
              trace: changeValue(trace),
            })),
          },
        }),
  };
}

function placedRuleToJson(rule: BoundRule): JsonPlacedRule {
  return { table: rule.table, ...ruleToJson(rule) };
}

/** One path of a trace. */
export function pathToJson(path: Path, options: JsonOptions): JsonPath {
  return {
    ...pathBegin(path),
    hops: path.hops.map((hop) => hopToJson(hop, options)),
    ...(path.reply === undefined ? {} : { reply: replyToJson(path.reply, options) }),
  };
}

/** What a path says before its hops. */
export function pathBegin(path: Path): Omit<JsonPath, 'hops' | 'reply'> {
  return {
    ...(path.chance === undefined ? {} : { chance: path.chance }),
    assumptions: path.assumptions.map(assumptionToJson),
    disposition: { kind: path.disposition.kind, by: deciderToJson(path.disposition.by) },
    packet: packetToJson(path.packet, lastConnectionMark(path)),
    dependsOn: path.dependsOn.map(({ field, text }) => ({ field, text: decodeText(text) })),
  };
}

/** An answer has no answer, so this goes one level deep. */
function replyToJson(reply: Reply, options: JsonOptions): JsonReply {
  return reply.kind === 'none' ? noReplyToJson(reply) : walkToJson(reply.trace, options);
}

/** Why no answer is followed. */
export function noReplyToJson({ reason }: Extract<Reply, { kind: 'none' }>): Exclude<JsonReply, JsonWalk> {
  return { none: decodeText(reason) };
}

function assumptionToJson(assumption: Assumption): JsonAssumption {
  return {
    subject: decodeText(assumption.subject),
    asks: decodeText(assumption.asks),
    answer: decodeText(assumption.answer),
    accepts: assumption.accepts.map(decodeText),
    because: decodeText(assumption.because),
    settle: decodeText(assumption.settle),
    ...(assumption.chance === undefined ? {} : { chance: assumption.chance }),
  };
}

/** What decided how a path ends. */
export function deciderToJson(by: Decider): JsonDecider {
  const reason = by.reason === undefined ? {} : { reason: decodeText(by.reason) };
  switch (by.kind) {
    case 'rule':
      return { kind: 'rule', table: by.rule.table, ...ruleToJson(by.rule), ...reason };
    case 'policy':
      return { kind: 'policy', table: by.table, chain: decodeText(by.chain), ...reason };
    case 'kernel':
      return { kind: 'kernel', reason: decodeText(by.reason) };
  }
}

function ruleToJson(rule: BoundRule): JsonRule {
  return { chain: decodeText(rule.chain), rule: rule.number, line: rule.line, text: decodeText(rule.text) };
}

export function hopToJson(hop: Hop, options: JsonOptions): JsonHop {
  switch (hop.kind) {
    case 'table':
      return {
        kind: 'table',
        hook: hop.hook,
        table: hop.table,
        backend: hop.backend,
        steps: (options.verbose ? hop.steps : likeSteps(hop)).map((step) => stepToJson(step, options)),
      };
    case 'conntrack':
      return {
        kind: 'conntrack',
        hook: hop.hook,
        state: hop.connection.state,
        text: decodeText(hop.text),
        ...changesOrNothing(hop.changes),
        ...assumptionsOrNothing(hop.assumptions ?? []),
        ...(hop.connection.entry
          ? {
              connection: {
                direction: hop.connection.direction,
                status: hop.connection.status,
                mark: hop.connection.mark,
                zone: hop.connection.zone,
                ...(hop.connection.unseen === undefined
                  ? {
                      original: tupleToJson(hop.connection.original),
                      reply: tupleToJson(hop.connection.reply),
                    }
                  : {}),
                ...(hop.connection.helper === undefined ? {} : { helper: decodeText(hop.connection.helper) }),
              },
            }
          : {}),
      };
    case 'routing':
      return {
        kind: 'routing',
        hook: hop.hook,
        decision: hop.decision,
        ...(hop.outInterface === '' ? {} : { outInterface: decodeText(hop.outInterface) }),
        text: decodeText(hop.text),
        ...changesOrNothing(hop.changes),
        ...assumptionsOrNothing(hop.assumptions),
      };
    case 'ipvs':
      return {
        kind: 'ipvs',
        hook: hop.hook,
        text: decodeText(hop.text),
        ...changesOrNothing(hop.changes),
        ...assumptionsOrNothing(hop.assumptions),
      };
  }
}

export function stepToJson(step: Step, options: JsonOptions): JsonStep {
  const misses =
    options.verbose && step.misses.length > 0
      ? step.misses.map((miss) => missToJson(miss, options))
      : undefined;
  switch (step.kind) {
    case 'rule': {
      const { chain, rule, line, text } = ruleToJson(step.rule);
      return {
        kind: 'rule',
        chain,
        rule,
        line,
        text,
        depth: step.depth,
        verdict: step.verdict,
        to: step.to === undefined ? undefined : decodeText(step.to),
        returnsTo: step.returnsTo === undefined ? undefined : positionToJson(step.returnsTo),
        changes: changesToJson(step.changes),
        assumptions: assumptionsOf(step, step.assumptions),
        notes: step.notes.length === 0 ? undefined : step.notes.map(decodeText),
        misses,
      };
    }
    case 'return':
      return {
        kind: 'return',
        chain: decodeText(step.chain),
        depth: step.depth,
        because: step.because,
        to: positionToJson(step.to),
        assumptions: assumptionsOf(step, []),
        misses,
      };
    case 'policy':
      return {
        kind: 'policy',
        chain: decodeText(step.chain),
        verdict: step.verdict,
        because: step.because,
        assumptions: assumptionsOf(step, []),
        misses,
      };
  }
}

/** What was assumed at a step, and before at the rules that it passed over; undefined where nothing was. */
function assumptionsOf(step: PassingStep, own: readonly Assumption[]): readonly JsonAssumption[] | undefined {
  const assumed: Assumption[] = [];
  for (const miss of step.looked ?? step.misses) assumed.push(...miss.assumptions);
  assumed.push(...own);
  return assumed.length === 0 ? undefined : assumed.map(assumptionToJson);
}

function missToJson(miss: Miss, options: JsonOptions): JsonMiss {
  return {
    ...ruleToJson(miss.rule),
    match: decodeText(miss.match),
    failed: decodeText(options.explainCondition(miss.failed)),
    actual: decodeText(miss.actual),
  };
}

function positionToJson(to: Position | 'policy'): { chain: string; rule: number } | 'policy' {
  return to === 'policy' ? to : { chain: decodeText(to.chain), rule: to.rule };
}

function tupleToJson(tuple: Tuple): JsonTuple {
  return {
    source: writeAddress(tuple.source),
    destination: writeAddress(tuple.destination),
    ...(tuple.sourcePort === undefined ? {} : { sourcePort: tuple.sourcePort }),
    ...(tuple.destinationPort === undefined ? {} : { destinationPort: tuple.destinationPort }),
  };
}

function changesToJson(changes: Changes): JsonChanges {
  const json: Record<string, { from: ChangeValue; to: ChangeValue }> = {};
  for (const [key, { from, to }] of Object.entries(changes)) {
    json[key] = { from: changeValue(from), to: changeValue(to) };
  }
  return json;
}

function changeValue(value: ChangeValue): ChangeValue {
  return typeof value === 'string' ? decodeText(value) : value;
}

function changesOrNothing(changes: Changes): { changes?: JsonChanges } {
  return Object.keys(changes).length === 0 ? {} : { changes: changesToJson(changes) };
}

function assumptionsOrNothing(assumptions: readonly Assumption[]): {
  assumptions?: readonly JsonAssumption[];
} {
  return assumptions.length === 0 ? {} : { assumptions: assumptions.map(assumptionToJson) };
}

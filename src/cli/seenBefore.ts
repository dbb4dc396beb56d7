import type { Likeliest } from '../observed/likeliest.js';
import { rulesOfLine } from '../observed/loggedBy.js';
import type { Observation } from '../observed/observation.js';
import type { Logged, Trace } from '../trace/trace.js';
import { mostAsked, writeKey } from './askedBefore.js';
import type { AskedQuestion, SeenBefore } from './question.js';

/**
 * Keeps it for lines about the same packet by the same rules: in a log they come again with other times and numbers. Of questions that have all in
 * common but the packet, its connection, the moment and how it was seen.
 */
export function seenBefore(): SeenBefore {
  const found = new Map<string, Likeliest>();
  // A trace that nobody keeps takes with it how it was logged.
  const logged = new WeakMap<Trace, Map<string, Logged>>();
  return {
    likeliest(question, observation, open, find) {
      const { described, outInterface, moment } = question.request;
      const about = [described, question.tracking, outInterface, moment, open];
      const { family } = described.packet;
      const key = writeKey([about, lineOf(question, observation)], family);
      const known = found.get(key);
      if (known !== undefined) return known;
      if (found.size >= mostAsked) found.clear();
      const first = find();
      found.set(key, first);
      return first;
    },
    logged(question, observation, trace, find) {
      const ofTrace = logged.get(trace) ?? new Map<string, Logged>();
      logged.set(trace, ofTrace);
      const key = writeKey(lineOf(question, observation), question.request.described.packet.family);
      const known = ofTrace.get(key);
      if (known !== undefined) return known;
      const first = find();
      ofTrace.set(key, first);
      return first;
    },
  };
}

/** What of a line matters to where it was written: not its time, nor the numbers that no rule asks for. */
function lineOf({ ruleset }: AskedQuestion, observation: Observation): readonly unknown[] {
  const { form, seen, sentBy } = observation;
  return [
    form,
    seen,
    sentBy?.hook,
    rulesOfLine(ruleset, observation).map(({ rule }) => [rule.table, rule.line]),
  ];
}

import type { Family } from '../netfilter/hooks.js';
import type { Trace } from '../trace/trace.js';
import type { AskedQuestion, WalkedQuestion } from './question.js';

/** What came of questions before, for the very same question: a capture, or the log of a rule, has many packets that are alike. */
export interface AskedBefore<Walked extends WalkedQuestion> {
  /** Walked the first time and the second, and where it was asked long ago. */
  readonly find: (question: AskedQuestion, walk: () => Walked) => Walked;
}

/** So many paths are kept in all, those asked for last: each holds its steps. */
const mostPaths = 512;

/** So many questions are known by their words, before these are forgotten. */
export const mostAsked = 4096;

/**
 * Of questions that have all in common but the packet, its connection and the moment. What comes of them must not depend on how it was seen. It is kept
 * once a question comes again: to keep all would cost packets of which each is another one.
 */
export function askedBefore<Walked extends WalkedQuestion>(): AskedBefore<Walked> {
  const asked = new Set<string>();
  const kept = new Map<string, Walked>();
  let paths = 0;
  return {
    find(question, walk) {
      const key = keyOf(question);
      const known = kept.get(key);
      const found = known ?? walk();
      if (known === undefined && !asked.has(key)) {
        if (asked.size >= mostAsked) asked.clear();
        asked.add(key);
        return found;
      }
      kept.delete(key);
      kept.set(key, found);
      if (known === undefined) paths += pathsOf(found.trace);
      for (const [oldest, { trace }] of kept) {
        if (paths <= mostPaths) break;
        kept.delete(oldest);
        paths -= pathsOf(trace);
      }
      return found;
    },
  };
}

function pathsOf({ paths }: Trace): number {
  return paths.reduce((sum, { reply }) => sum + 1 + (reply?.kind === 'answer' ? pathsOf(reply.trace) : 0), 0);
}

function keyOf({ request, tracking }: AskedQuestion): string {
  const { described, outInterface, moment } = request;
  const all = [described, tracking, outInterface, moment];
  return writeKey(all, described.packet.family);
}

/** What is asked about a packet of that family, as text: addresses of IPv4 are plain numbers. */
export function writeKey(asked: readonly unknown[], family: Family): string {
  return family === 4 ? JSON.stringify(asked) : JSON.stringify(asked, inWords);
}

function inWords(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

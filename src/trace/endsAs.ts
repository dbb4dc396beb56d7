import type { DispositionKind, Path, Reply, Trace } from './trace.js';

/** How people say that packets end: `accepted` is forwarded, delivered or sent. */
export const endWords = [
  'accepted',
  'forwarded',
  'delivered',
  'sent',
  'dropped',
  'rejected',
  'queued',
  'stolen',
] as const;
export type EndWord = (typeof endWords)[number];

const accepted: ReadonlySet<DispositionKind> = new Set(['forwarded', 'delivered', 'sent']);

/** Whether a path ends so. Where the answer was asked for, accepted means that it gets through as well. */
export function pathEndsAs({ disposition: { kind }, reply }: Path, end: EndWord): boolean {
  return end === 'accepted' ? accepted.has(kind) && isAnswered(reply) : kind === end;
}

/** Whether all paths were followed, and each ends so. */
export function endsAs(trace: Trace, end: EndWord): boolean {
  return trace.complete && trace.paths.length > 0 && trace.paths.every((path) => pathEndsAs(path, end));
}

function isAnswered(reply: Reply | undefined): boolean {
  return reply === undefined || (reply.kind === 'answer' && endsAs(reply.trace, 'accepted'));
}

import type { Answer, Journey, Way } from './journey.js';

/** How people say that journeys end: `accepted` arrives or leaves, and so does its answer where that was followed. */
export type JourneyEnd = 'accepted' | 'dropped' | 'rejected';

/** Whether all ways were followed, and each ends so. */
export function journeyEndsAs({ complete, ways }: Journey, end: JourneyEnd): boolean {
  return complete && ways.length > 0 && ways.every((way) => wayEndsAs(way, end));
}

function wayEndsAs({ end: { kind, ...rest }, answer }: Way, end: JourneyEnd): boolean {
  if (end === 'accepted') return (kind === 'arrives' || kind === 'leaves') && isAnswered(answer);
  return kind === 'stopped' && 'disposition' in rest && rest.disposition.kind === end;
}

function isAnswered(answer: Answer | undefined): boolean {
  return answer === undefined || (answer.kind === 'journey' && journeyEndsAs(answer.journey, 'accepted'));
}

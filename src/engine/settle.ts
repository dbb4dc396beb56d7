import type { Ask } from '../condition/condition.js';
import type { Field } from '../packet/field.js';
import { isPacketKey, writeField } from '../packet/writePacket.js';
import type { Question } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { knownAnswer } from './knowledge.js';
import type { OpenQuestion } from './knowledge.js';
import type { Walk } from './walk.js';

export const yesNo = ['yes', 'no'] as const;

/** The answer that `--assume` gives; undefined where it gives none, or none that the question accepts. */
export function givenAnswer(walk: Walk, subject: string, accepts: readonly string[]): string | undefined {
  const given = walk.answers.get(subject);
  if (given === undefined) return undefined;
  walk.answered.add(subject);
  if (accepts.includes(given)) return given;
  walk.refused.set(subject, accepts);
  return undefined;
}

/** Answers a yes/no question from `--assume`, from what the path assumed before, or leaves it open. */
export function settle(walk: Walk, branch: Branch, asked: Ask): boolean | OpenQuestion {
  const ask = asked.contents === true ? ofItsPacket(walk, asked) : asked;
  const given = givenAnswer(walk, ask.subject, yesNo);
  if (given !== undefined) return given === 'yes';
  if (ask.chance === 0 || ask.chance === 1) return ask.chance === 1;
  const open = openQuestion(branch, ask);
  const known = knownAnswer(branch.knowledge, open.key);
  return known === undefined ? open : known === 'yes';
}

/** What is asked, as a path knows it again. */
export function openQuestion(branch: Branch, ask: Ask): OpenQuestion {
  const key = ask.fresh
    ? `${ask.subject} at ${branch.visit}`
    : `${ask.about ?? ask.subject} of ${valuesOf(branch, ask.reads)}`;
  return { key, question: questionOf(ask) };
}

export function isAnswer(walk: Walk): boolean {
  return walk.tracking.answered !== undefined;
}

/** Questions about an answer are none about the packet before. */
export function subjectOf(walk: Walk, subject: string): string {
  return isAnswer(walk) ? `answer:${subject}` : subject;
}

/** What is in one packet of a connection says nothing of what is in another. */
function ofItsPacket(walk: Walk, ask: Ask): Ask {
  if (isAnswer(walk)) return askedOf('answer', 'the answer', ask);
  return walk.isFirst === true ? askedOf('first', 'the first packet', ask) : ask;
}

function askedOf(prefix: string, packet: string, ask: Ask): Ask {
  return {
    ...ask,
    subject: `${prefix}:${ask.subject}`,
    ...(ask.about !== undefined && { about: `${prefix}:${ask.about}` }),
    asks: `of ${packet}: ${ask.asks}`,
  };
}

function valuesOf(branch: Branch, reads: readonly Field[]): string {
  const valueOf = (field: Field): string =>
    String((isPacketKey(field) ? writeField(branch.packet, field) : undefined) ?? '');
  return reads.map(valueOf).join(' ');
}

/** A match's question as people see it, with the option that settles it. */
function questionOf(ask: Ask): Question {
  const assume = `--assume '${ask.subject}=yes|no'`;
  return {
    subject: ask.subject,
    accepts: yesNo,
    asks: ask.asks,
    because: ask.because,
    settle: ask.settle === undefined ? assume : `${ask.settle} or ${assume}`,
    ...(ask.chance === undefined ? {} : { chance: ask.chance }),
  };
}

import type { RangeSet } from '../address/range.js';
import { intersect, subtract } from '../address/range.js';
import type { Unknown } from '../condition/evaluate.js';
import type { AddressField, NumericField } from '../packet/field.js';
import type { Assumption, Question } from '../trace/trace.js';

/** What a question is about where that is a field with several possible values: an answer narrows them. */
export type Narrowing =
  | {
      readonly kind: 'value';
      readonly field: AddressField | NumericField;
      readonly values: RangeSet;
      readonly set: RangeSet;
    }
  | {
      readonly kind: 'interface';
      readonly side: 'in' | 'out';
      readonly name: string;
      readonly wildcard: boolean;
    };

/** A question with its identity on a path: the same key is the same question, answered once. */
export interface OpenQuestion extends Unknown {
  readonly question: Question;
  readonly narrows?: Narrowing;
}

/** One question answered. */
interface Literal {
  readonly question: OpenQuestion;
  readonly answer: string;
}

/** Answers that hold together. */
type Alternative = readonly Literal[];

/** What is known of questions that hang together: one of the alternatives holds, never two. One alternative is a plain conjunction. */
interface Factor {
  readonly alternatives: readonly Alternative[];
  /** The rule where the alternatives met again: `filter/INPUT:3`. */
  readonly at: string;
}

/** Which interface a packet may have where nothing tells. */
export interface InterfaceGuess {
  readonly name: string;
  readonly wildcard: boolean;
  readonly holds: boolean;
}

/**
 * Everything a path has assumed. Factors share no question, so their chances multiply.
 */
export interface Knowledge {
  readonly factors: readonly Factor[];
  readonly values: ReadonlyMap<AddressField | NumericField, RangeSet>;
  readonly inInterface: readonly InterfaceGuess[];
  readonly outInterface: readonly InterfaceGuess[];
}

const notLo: InterfaceGuess = { name: 'lo', wildcard: false, holds: false };

export const nothingKnown: Knowledge = { factors: [], values: new Map(), inInterface: [], outInterface: [] };

/** The answer to a question where all alternatives agree on it. */
export function knownAnswer(knowledge: Knowledge, key: string): string | undefined {
  for (const { alternatives } of knowledge.factors) {
    const answers = alternatives.map(
      (alternative) => alternative.find((literal) => literal.question.key === key)?.answer,
    );
    const [first] = answers;
    if (first !== undefined && answers.every((answer) => answer === first)) return first;
  }
  return undefined;
}

/** Whether a path assumed an answer, or one of several. */
export function isMentioned({ factors }: Knowledge, key: string): boolean {
  return factors.some(({ alternatives }) =>
    alternatives.some((alternative) => alternative.some((each) => each.question.key === key)),
  );
}

/**
 * Assumes an answer. A factor that mentions the question keeps the alternatives that agree; the others are refuted.
 * Undefined where none agrees.
 */
export function assume(
  knowledge: Knowledge,
  question: OpenQuestion,
  answer: string,
  at: string,
): Knowledge | undefined {
  const literal: Literal = { question, answer };
  const index = knowledge.factors.findIndex(({ alternatives }) =>
    alternatives.some((alternative) => alternative.some((each) => each.question.key === question.key)),
  );
  const factors = [...knowledge.factors];
  const factor = factors[index];
  if (factor === undefined) {
    factors.push({ alternatives: [[literal]], at });
  } else {
    const alternatives = factor.alternatives.flatMap((alternative) => {
      const same = alternative.find((each) => each.question.key === question.key);
      if (same === undefined) return [[...alternative, literal]];
      return same.answer === answer ? [alternative] : [];
    });
    if (alternatives.length === 0) return undefined;
    factors[index] = { alternatives, at: factor.at };
  }
  return narrow({ ...knowledge, factors }, question.narrows, answer === 'yes');
}

/** What an answer that was given says of the fields it is about. It is no assumption of the path. */
export function learn(knowledge: Knowledge, question: OpenQuestion, answer: string): Knowledge {
  return narrow(knowledge, question.narrows, answer === 'yes');
}

function narrow(knowledge: Knowledge, narrows: Narrowing | undefined, holds: boolean): Knowledge {
  if (narrows === undefined) return knowledge;
  if (narrows.kind === 'interface') {
    const { name, wildcard } = narrows;
    const field = `${narrows.side}Interface` as const;
    return { ...knowledge, [field]: [...knowledge[field], { name, wildcard, holds }] };
  }
  const before = knowledge.values.get(narrows.field) ?? narrows.values;
  const left = holds ? intersect(before, narrows.set) : subtract(before, narrows.set);
  return { ...knowledge, values: new Map([...knowledge.values, [narrows.field, left]]) };
}

/**
 * Joins what several branches of one rule know, where they came from `base` and went the same way since. Undefined where
 * they do not differ in plain new answers alone; then they stay apart.
 */
export function rejoin(base: Knowledge, branches: readonly Knowledge[], at: string): Knowledge | undefined {
  const alternatives: Alternative[] = [];
  for (const branch of branches) {
    if (branch.values !== base.values) return undefined;
    if (branch.inInterface !== base.inInterface || branch.outInterface !== base.outInterface)
      return undefined;
    if (base.factors.some((factor, index) => branch.factors[index] !== factor)) return undefined;
    const added = branch.factors.slice(base.factors.length);
    if (added.some((factor) => factor.alternatives.length !== 1)) return undefined;
    alternatives.push(added.flatMap((factor) => factor.alternatives[0] ?? []));
  }
  const left = dropParted(alternatives);
  if (left.some((alternative) => alternative.length === 0)) return base;
  return { ...base, factors: [...base.factors, { alternatives: left, at }] };
}

/** Alternatives that differ only in the answer to one question, and have all its answers, do not depend on it. */
function dropParted(alternatives: readonly Alternative[]): readonly Alternative[] {
  const left = [...alternatives];
  for (let changed = true; changed;) {
    changed = false;
    for (const [index, alternative] of left.entries()) {
      for (const literal of alternative) {
        const rest = alternative.filter((each) => each !== literal);
        const twins = left.filter((other) => isTwin(other, rest, literal.question.key));
        if (twins.length < literal.question.question.accepts.length) continue;
        left.splice(index, 1, rest);
        for (const twin of twins) {
          const place = left.indexOf(twin);
          if (place >= 0) left.splice(place, 1);
        }
        changed = true;
        break;
      }
      if (changed) break;
    }
  }
  return left;
}

function isTwin(other: Alternative, rest: Alternative, key: string): boolean {
  return (
    other.length === rest.length + 1 &&
    other.some((literal) => literal.question.key === key) &&
    rest.every((literal) =>
      other.some((each) => each.question.key === literal.question.key && each.answer === literal.answer),
    )
  );
}

/** The probability of everything assumed, 0 to 1; undefined where one part has none. */
export function chanceOf(knowledge: Knowledge): number | undefined {
  return chanceSince(nothingKnown, knowledge);
}

/** The probability of what `after` assumes, given what `before` does, which it grew from; undefined where one part has none. */
export function chanceSince(before: Knowledge, after: Knowledge): number | undefined {
  let product = 1;
  for (const [index, factor] of after.factors.entries()) {
    const given = before.factors[index];
    if (factor === given) continue;
    const chance = chanceOfFactor(factor);
    const chanceBefore = given === undefined ? 1 : chanceOfFactor(given);
    if (chance === undefined || chanceBefore === undefined) return undefined;
    product *= chance / chanceBefore;
  }
  return product;
}

function chanceOfFactor({ alternatives }: Factor): number | undefined {
  let sum = 0;
  for (const alternative of alternatives) {
    for (const literal of alternative) if (chanceOfLiteral(literal) === undefined) return undefined;
    sum += alternative.reduce((chance, literal) => chance * (chanceOfLiteral(literal) ?? 0), 1);
  }
  return sum;
}

function chanceOfLiteral({ question: { question }, answer }: Literal): number | undefined {
  if (question.chance === undefined) return undefined;
  if (answer === question.accepts[0]) return question.chance;
  return (1 - question.chance) / (question.accepts.length - 1);
}

/** What `after` assumes beyond `before`, which it grew from. */
export function assumedSince(before: Knowledge, after: Knowledge): readonly Assumption[] {
  return after.factors.filter((factor) => !before.factors.includes(factor)).flatMap(assumptionsOfFactor);
}

function assumptionsOfFactor({ alternatives, at }: Factor): readonly Assumption[] {
  const [only, ...others] = alternatives;
  if (only === undefined) return [];
  if (others.length === 0) return only.map(({ question, answer }) => ({ ...question.question, answer }));
  const settles = new Set(
    alternatives.flatMap((alternative) => alternative.map((literal) => literal.question.question.settle)),
  );
  return [
    {
      subject: `match:${at}`,
      accepts: ['yes', 'no'],
      asks: 'does the rule match',
      answer: 'no',
      because: alternatives
        .map((alternative) =>
          alternative.map(({ question, answer }) => `${question.question.subject}=${answer}`).join(' and '),
        )
        .join(', or '),
      settle: [...settles].join('; '),
    },
  ];
}

/** Fields of a packet that stand on the other side in its answer. */
const mirrored: ReadonlyMap<AddressField | NumericField, AddressField | NumericField> = new Map<
  AddressField | NumericField,
  AddressField | NumericField
>([
  ['source', 'destination'],
  ['destination', 'source'],
  ['sourcePort', 'destinationPort'],
  ['destinationPort', 'sourcePort'],
]);

/**
 * What is known of a packet's answer when all this is known of the packet: its ends and the interface it comes in by, but nothing of
 * sockets and frames.
 */
export function knowledgeOfAnswer(knowledge: Knowledge): Knowledge {
  const values = [...knowledge.values].flatMap(([field, range]) => {
    const other = mirrored.get(field);
    return other === undefined ? [] : [[other, range] as const];
  });
  return {
    factors: knowledge.factors,
    values: new Map(values),
    // It comes in by the interface by which the packet left, and from outside.
    inInterface: [...knowledge.outInterface, notLo],
    outInterface: [],
  };
}

/** Of a packet that leaves the node, where nothing tells by which interface. Where one is told it is not asked. */
export function awayFromLo(knowledge: Knowledge): Knowledge {
  return { ...knowledge, outInterface: [...knowledge.outInterface, notLo] };
}

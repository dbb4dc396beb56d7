import { compareAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { successor } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import type { TableName } from '../netfilter/hooks.js';
import { fullMask } from '../netfilter/marks.js';
import type { Effect, NatTarget } from '../packet/effect.js';
import type { AddressField, Field, NamedField, NumericField } from '../packet/field.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { outcomeConditions } from './conditionsOf.js';
import { effectsOf } from './effectsOf.js';

/** An interface name as rules write it. */
export interface InterfaceName {
  readonly name: string;
  readonly wildcard: boolean;
}

/** What a set of tables looks at and writes: it says which variables are needed. Masks are unsigned 32-bit. */
export interface Survey {
  /** How many there are. */
  readonly rules: number;
  readonly fields: ReadonlySet<Field>;
  /** Values with which ranges that rules name begin, or behind which they end; each once. */
  readonly starts: ReadonlyMap<AddressField | NumericField, ReadonlyMap<number | string, Address>>;
  /** Fields each of whose values is one of its own: some rule asks for single bits, or nat writes one of several values. */
  readonly apart: ReadonlySet<Field>;
  readonly named: ReadonlyMap<NamedField, ReadonlySet<string>>;
  readonly interfaces: Readonly<Record<'in' | 'out', readonly InterfaceName[]>>;
  readonly touched: Readonly<Record<'mark' | 'connectionMark', number>>;
  readonly written: Readonly<Record<'mark' | 'connectionMark' | 'tos', number>>;
  /** Other fields that some effect writes. */
  readonly rewritten: ReadonlySet<Field>;
  /** Those of them that rules of the same table see written. */
  readonly rewrittenInPlace: ReadonlySet<Field>;
  /** Sets that some rule adds to or deletes from. */
  readonly changedSets: ReadonlySet<string>;
  /** Lists of `-m recent` that some rule writes. */
  readonly changedLists: ReadonlySet<string>;
  /** Some match takes frames sent by multicast for its own. */
  readonly takesFrames: boolean;
  /** Some rule gives packets to a socket, which is theirs from then on. */
  readonly givesSockets: boolean;
  /** What rules decide of how conntrack is to treat a packet. */
  readonly tracking: ReadonlySet<Tracking>;
  /** The bits of a connection mark that rules of raw write: that of a template, which all packets of its rule share, keeps them. */
  readonly writtenOnTemplates: number;
}

/** `template`: by `-j CT`; `untracked`: by NOTRACK. */
export type Tracking = 'template' | 'untracked';

interface Notes {
  rules: number;
  readonly fields: Set<Field>;
  readonly starts: Map<AddressField | NumericField, Map<number | string, Address>>;
  readonly apart: Set<Field>;
  readonly named: Map<NamedField, Set<string>>;
  readonly interfaces: Record<'in' | 'out', Map<string, InterfaceName>>;
  readonly touched: Record<'mark' | 'connectionMark', number>;
  readonly written: Record<'mark' | 'connectionMark' | 'tos', number>;
  readonly rewritten: Set<Field>;
  readonly rewrittenInPlace: Set<Field>;
  readonly changedSets: Set<string>;
  readonly changedLists: Set<string>;
  takesFrames: boolean;
  givesSockets: boolean;
  readonly tracking: Set<Tracking>;
  writtenOnTemplates: number;
}

/** The rules of a chain that count. */
export type RulesOf = (chain: Chain) => readonly BoundRule[];

export const allRules: RulesOf = ({ rules }) => rules;

/** Goes over all rules that count once. */
export function surveyTables(tables: readonly Table[], rulesOf: RulesOf = allRules): Survey {
  const notes: Notes = {
    rules: 0,
    fields: new Set(),
    starts: new Map(),
    apart: new Set(),
    named: new Map(),
    interfaces: { in: new Map(), out: new Map() },
    touched: { mark: 0, connectionMark: 0 },
    written: { mark: 0, connectionMark: 0, tos: 0 },
    rewritten: new Set(),
    rewrittenInPlace: new Set(),
    changedSets: new Set(),
    changedLists: new Set(),
    takesFrames: false,
    givesSockets: false,
    tracking: new Set(),
    writtenOnTemplates: 0,
  };
  for (const table of tables) {
    for (const chain of table.chains.values()) for (const rule of rulesOf(chain)) noteRule(notes, rule);
  }
  return {
    ...notes,
    interfaces: {
      in: [...notes.interfaces.in.values()],
      out: [...notes.interfaces.out.values()],
    },
  };
}

function noteRule(notes: Notes, rule: BoundRule): void {
  notes.rules++;
  const { matches } = rule;
  // By index: this is done for each match of a hundred thousand rules, mostly before anything is optimised.
  for (let index = 0; index < matches.length; index += 1) {
    const match = matches[index];
    if (match === undefined) continue;
    noteCondition(notes, match.condition);
    for (const effect of match.effects) {
      if (effect.kind === 'recent') notes.changedLists.add(effect.list);
      if (effect.kind === 'frame-taken') notes.takesFrames = true;
      if (effect.kind === 'mark-taken') {
        notes.written.mark = fullMask;
        notes.touched.mark = fullMask;
        notes.fields.add('mark');
      }
    }
  }
  for (const condition of outcomeConditions(rule)) noteCondition(notes, condition);
  for (const effect of effectsOf(rule)) noteEffect(notes, rule.table, effect);
}

function noteCondition(notes: Notes, condition: Condition): void {
  switch (condition.kind) {
    case 'not':
      noteCondition(notes, condition.of);
      break;
    case 'all':
    case 'any':
      for (let index = 0; index < condition.of.length; index += 1) {
        const part = condition.of[index];
        if (part !== undefined) noteCondition(notes, part);
      }
      break;
    case 'bits':
      noteField(notes, condition.field);
      if (condition.field === 'mark' || condition.field === 'connectionMark') {
        notes.touched[condition.field] = (notes.touched[condition.field] | condition.mask) >>> 0;
      }
      break;
    case 'interface':
      noteField(notes, condition.side === 'in' ? 'inInterface' : 'outInterface');
      notes.interfaces[condition.side].set(`${condition.name}${condition.wildcard ? '+' : ' '}`, condition);
      break;
    case 'one-of': {
      noteField(notes, condition.field);
      const values = notes.named.get(condition.field) ?? new Set();
      notes.named.set(condition.field, values);
      for (const value of condition.values) values.add(value);
      break;
    }
    case 'in':
      noteField(notes, condition.field);
      noteStarts(notes, condition.field, condition.set);
      break;
    case 'masked':
      noteField(notes, condition.field);
      notes.apart.add(condition.field);
      break;
    case 'derived':
    case 'bytes':
    case 'member':
    case 'draw':
    case 'ask':
      for (const field of fieldsOf(condition)) noteField(notes, field);
      break;
  }
}

function noteField({ fields }: Notes, field: Field): void {
  fields.add(field);
  // Only what a socket of this node sent has a user.
  if (field === 'uid' || field === 'gid') fields.add('socket');
}

function noteStarts({ starts }: Notes, field: AddressField | NumericField, ranges: RangeSet): void {
  const known = starts.get(field) ?? new Map<number | string, Address>();
  starts.set(field, known);
  for (const range of ranges) {
    noteStart(known, range[0]);
    noteStart(known, successor(range[1]));
  }
}

function noteStart(starts: Map<number | string, Address>, start: Address | undefined): void {
  if (start !== undefined) starts.set(typeof start === 'number' ? start : start.join(), start);
}

/** What nat writes. One of several values must not count as the one that a packet had before. */
function noteTarget(notes: Notes, to: NatTarget): void {
  for (const side of sidesOf(to)) {
    if (to.kind === 'netmap') {
      notes.apart.add(side);
      continue;
    }
    if (to.kind === 'range') noteWritten(notes, side, to.addresses);
    noteWritten(notes, side === 'source' ? 'sourcePort' : 'destinationPort', to.ports);
    if (to.random && side === 'source') notes.apart.add('sourcePort');
  }
}

function noteWritten(notes: Notes, field: AddressField | NumericField, range: Range | undefined): void {
  if (range === undefined) return;
  if (compareAddress(range[0], range[1]) === 0) noteStarts(notes, field, [range]);
  else notes.apart.add(field);
}

const bothSides = ['source', 'destination'] as const;

/** Which side a target translates; of the others it depends on the hook. @see natSets.ts translateSet */
function sidesOf({ kind }: NatTarget): readonly ('source' | 'destination')[] {
  if (kind === 'masquerade') return ['source'];
  return kind === 'redirect' ? ['destination'] : bothSides;
}

function noteEffect(notes: Notes, table: TableName, effect: Effect): void {
  const reads = (field: 'mark' | 'connectionMark', mask: number): void => {
    notes.touched[field] = (notes.touched[field] | mask) >>> 0;
    notes.fields.add(field);
  };
  const writes = (field: 'mark' | 'connectionMark', mask: number): void => {
    notes.written[field] = (notes.written[field] | mask) >>> 0;
    if (table === 'raw' && field === 'connectionMark') {
      notes.writtenOnTemplates = (notes.writtenOnTemplates | mask) >>> 0;
    }
    reads(field, mask);
  };
  switch (effect.kind) {
    case 'mark':
      writes('mark', effect.mask | effect.value);
      break;
    case 'tproxy':
      notes.givesSockets = true;
      writes('mark', effect.mask | effect.value);
      break;
    case 'mark-hash':
      writes('mark', fullMask);
      break;
    case 'set-map':
      if (effect.mark) writes('mark', fullMask);
      break;
    case 'connmark-set':
      writes('connectionMark', effect.shift === undefined ? effect.mask | effect.value : fullMask);
      break;
    case 'connmark-save':
      writes('connectionMark', effect.shift === undefined ? effect.ctMask | effect.nfMask : fullMask);
      reads('mark', effect.nfMask);
      break;
    case 'connmark-restore':
      writes('mark', effect.shift === undefined ? effect.ctMask | effect.nfMask : fullMask);
      reads('connectionMark', effect.ctMask);
      break;
    case 'tos':
      notes.written.tos |= effect.mask | effect.value;
      notes.fields.add('tos');
      break;
    case 'ttl':
      notes.rewritten.add('ttl');
      notes.rewrittenInPlace.add('ttl');
      break;
    case 'nat':
      for (const field of ['source', 'destination', 'sourcePort', 'destinationPort'] as const) {
        notes.rewritten.add(field);
      }
      noteTarget(notes, effect.to);
      break;
    case 'tcp-options':
      notes.rewritten.add('length');
      notes.rewritten.add('tcpOption');
      break;
    case 'prefix':
      notes.rewritten.add(effect.side);
      notes.rewrittenInPlace.add(effect.side);
      break;
    case 'set-entry':
      notes.changedSets.add(effect.set);
      break;
    case 'notrack':
      notes.tracking.add('untracked');
      break;
    case 'ct-template':
      notes.tracking.add('template');
      break;
    case 'copy':
    case 'note':
      break;
  }
}

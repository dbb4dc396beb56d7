import { writeAddress } from '../address/address.js';
import { explainCondition } from '../condition/explain.js';
import type { Outcome } from '../extension/extension.js';
import { fullMask, writeMark } from '../netfilter/marks.js';
import type { NatSide, TableName } from '../netfilter/hooks.js';
import type { Effect, NatTarget, StateEffect } from '../packet/effect.js';

/** What a target does to a packet, sentence by sentence, its verdict last. */
export function outcomeWords(outcome: Outcome, table: TableName): readonly string[] {
  switch (outcome.kind) {
    case 'do': {
      const { effects, verdict, detail } = outcome;
      const said = detail === undefined ? '' : ` (${detail})`;
      return [...effects.map(effectWords), ...verdictWords(verdict, said, table, effects)];
    }
    case 'when': {
      const when = explainCondition(outcome.condition);
      const [yes, no] = [outcome.yes, outcome.no].map((each) => outcomeWords(each, table).join('; '));
      return [`if ${when}: ${yes ?? ''}`, `else: ${no ?? ''}`];
    }
  }
}

function verdictWords(
  verdict: Extract<Outcome, { kind: 'do' }>['verdict'],
  said: string,
  table: TableName,
  effects: readonly Effect[],
): readonly string[] {
  switch (verdict) {
    case 'ACCEPT':
      return [`accepts the packet: table ${table} is done at this hook, the tables behind it still run`];
    case 'DROP':
      return ['drops the packet, and tells nobody'];
    case 'REJECT':
      return [`drops the packet, and tells its sender${said}`];
    case 'QUEUE':
      return [`hands the packet to a program, which decides${said}`];
    case 'STOLEN':
      return [`takes the packet out of the rules${said}`];
    case 'RETURN':
      return ['leaves the chain'];
    case 'CONTINUE':
      return effects.length === 0 ? ['changes nothing'] : [];
  }
}

/** One thing that a target changes. */
export function effectWords(effect: Effect): string {
  switch (effect.kind) {
    case 'mark':
      return bitWords('the mark', effect.value, effect.mask);
    case 'connmark-set':
      return `${bitWords("the connection's mark", effect.value, effect.mask)}${shiftWords(effect.shift)}`;
    case 'connmark-save':
      return `keeps the mark's bits ${writeMark(effect.nfMask)} in the connection's mark${shiftWords(effect.shift)}`;
    case 'connmark-restore':
      return `takes bits ${writeMark(effect.ctMask)} of the connection's mark into the mark${shiftWords(effect.shift)}`;
    case 'nat':
      return natWords(effect.side, effect.to);
    case 'notrack':
      return 'keeps conntrack from following the connection';
    case 'ct-template':
      return templateWords(effect);
    case 'tos':
      return bitWords('the type of service', effect.value, effect.mask, 0xff);
    case 'ttl':
      return effect.change === 'set'
        ? `sets the ttl to ${effect.value}`
        : `${effect.change}s the ttl by ${effect.value}`;
    case 'set-entry': {
      const verb = effect.change === 'add' ? 'adds' : 'deletes';
      const time = effect.timeout === undefined ? '' : ` for ${effect.timeout} seconds`;
      return `${verb} ${effect.sides.join(',')} ${effect.change === 'add' ? 'to' : 'from'} set ${effect.set}${time}`;
    }
    case 'set-map': {
      const what = [
        ...(effect.mark ? ['mark'] : []),
        ...(effect.priority ? ['priority'] : []),
        ...(effect.queue ? ['queue'] : []),
      ];
      return `takes ${what.join(', ')} from the entry of ${effect.sides.join(',')} in set ${effect.set}`;
    }
    case 'copy':
      return `sends a copy to ${writeAddress(effect.gateway)}`;
    case 'tproxy':
      return `${bitWords('the mark', effect.value, effect.mask)} and gives the packet to a local socket, if one waits`;
    case 'mark-hash':
      return `sets the mark to a hash of the ${effect.hash.connection ? 'connection' : 'packet'}, ${effect.hash.offset} to ${effect.hash.offset + effect.hash.modulus - 1}`;
    case 'prefix': {
      const [from, to] = [effect.from, effect.to].map(
        ({ address, length }) => `${writeAddress(address)}/${length}`,
      );
      return `translates the ${effect.side}'s prefix ${from ?? ''} to ${to ?? ''}, without state`;
    }
    case 'tcp-options':
    case 'note':
      return effect.text;
  }
}

/** `value`, `mask` as of `field = (field & ~mask) ^ value`. */
function bitWords(field: string, value: number, mask: number, whole = fullMask): string {
  if (mask === whole) return `sets ${field} to ${writeMark(value)}`;
  const parts = [
    [(value & mask) >>> 0, 'sets'],
    [(mask & ~value) >>> 0, 'clears'],
    [(value & ~mask) >>> 0, 'toggles'],
  ] as const;
  const said = parts.flatMap(([bits, verb]) => (bits === 0 ? [] : [`${verb} ${writeMark(bits)}`]));
  return said.length === 0 ? `leaves ${field} as it is` : `${said.join(' and ')} of ${field}`;
}

function shiftWords(shift = 0): string {
  return shift === 0 ? '' : `, shifted ${shift > 0 ? 'left' : 'right'} by ${Math.abs(shift)}`;
}

function natWords(side: NatSide | 'by-hook', to: NatTarget): string {
  return `translates the ${side === 'by-hook' ? 'source or destination' : side}${whereWords(to)}`;
}

/** Where nat translates an address to, behind `the source` or `the destination`. */
export function whereWords(to: NatTarget): string {
  switch (to.kind) {
    case 'range': {
      const addresses = to.addresses === undefined ? [] : [...new Set(to.addresses.map(writeAddress))];
      const ports = to.ports === undefined ? [] : [...new Set(to.ports)];
      const where = [
        ...(addresses.length === 0 ? [] : [addresses.join('-')]),
        ...(ports.length === 0 ? [] : [`port ${ports.join('-')}`]),
      ];
      return `${where.length === 0 ? ' to itself' : ` to ${where.join(' ')}`}${to.random ? ', at random' : ''}`;
    }
    case 'masquerade':
      return ` to an address of the interface by which the packet leaves${portWords(to)}`;
    case 'redirect':
      return ` to this node${portWords(to)}`;
    case 'netmap':
      return `'s network to ${writeAddress(to.address)}, mask ${writeAddress(to.mask)}`;
  }
}

function portWords({ ports, random }: Extract<NatTarget, { kind: 'masquerade' | 'redirect' }>): string {
  const port = ports === undefined ? '' : `, port ${[...new Set(ports)].join('-')}`;
  return random ? `${port}, at random` : port;
}

function templateWords(effect: Extract<Effect, { kind: 'ct-template' }>): string {
  const zone = effect.zoneFromMark === true ? 'of its mark' : effect.zone;
  const parts = [
    ...(zone === undefined
      ? []
      : [`zone ${zone}${effect.zoneDirection === undefined ? '' : ` (${effect.zoneDirection})`}`]),
    ...(effect.helper === undefined ? [] : [`helper ${effect.helper}`]),
  ];
  return parts.length === 0
    ? 'gives the connection a template'
    : `gives the connection ${parts.join(' and ')}`;
}

/** What a match changes when it holds; undefined where that is seen by this match alone. */
export function stateEffectWords(effect: StateEffect): string | undefined {
  switch (effect.kind) {
    case 'recent': {
      const verb = { set: 'puts', update: 'renews', remove: 'removes' }[effect.change];
      const where = { set: 'into', update: 'in', remove: 'from' }[effect.change];
      return `${verb} the ${effect.side} ${where} the recent list ${effect.list}`;
    }
    case 'frame-taken':
    case 'mark-taken':
    case 'private':
      return undefined;
  }
}

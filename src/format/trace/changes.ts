import { writeMark } from '../../netfilter/marks.js';
import { fieldWords } from '../../packet/field.js';
import type { Field } from '../../packet/field.js';
import type { Packet } from '../../packet/packet.js';
import { writePacket } from '../../packet/writePacket.js';
import type { Changes, ChangeValue } from '../../trace/trace.js';
import { writeEndpoint } from '../packetLine.js';
import { harmlessSentence } from '../sentence.js';

/** What a packet has at one moment, by the keys of its JSON form. */
export type State = Readonly<Record<string, ChangeValue>>;

/** A packet at one moment; text is as in the dump. */
export function stateOf(packet: Packet, connectionMark?: number): State {
  const state = Object.fromEntries(writePacket(packet));
  return connectionMark === undefined ? state : { ...state, connectionMark };
}

/** One change in words: `mark 0x0 → 0x4000`. `mark` is set for the two marks. */
export interface ChangePhrase {
  readonly text: string;
  readonly mark?: { readonly from: number; readonly to: number };
}

export function applyChanges(state: State, changes: Changes): State {
  const entries = Object.entries(changes);
  if (entries.length === 0) return state;
  return { ...state, ...Object.fromEntries(entries.map(([key, change]) => [key, change.to])) };
}

/** What differs between two moments. Keys of both are looked at; a key that one of them lacks is null there. */
export function changesBetween(before: State, after: State): Changes {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keys].filter((key) => (before[key] ?? null) !== (after[key] ?? null));
  return Object.fromEntries(
    changed.map((key) => [key, { from: before[key] ?? null, to: after[key] ?? null }]),
  );
}

/** Changes in words, address and port of one side together: `destination 10.96.0.10:53 → 10.244.1.7:53`. */
export function changePhrases(changes: Changes, before: State): readonly ChangePhrase[] {
  const after = applyChanges(before, changes);
  const phrases: ChangePhrase[] = [];
  for (const [key, port] of [
    ['source', 'sourcePort'],
    ['destination', 'destinationPort'],
  ] as const) {
    if (changes[key] === undefined && changes[port] === undefined) continue;
    phrases.push({ text: `${key} ${endpoint(before, key, port)} → ${endpoint(after, key, port)}` });
  }
  for (const [key, { from, to }] of Object.entries(changes)) {
    if (joined.has(key)) continue;
    const old = from === null ? '' : `${writeValue(key, from)} → `;
    const text = `${keyWords(key)} ${old}${writeValue(key, to)}`;
    const isMark = marks.has(key) && typeof from === 'number' && typeof to === 'number';
    phrases.push(isMark ? { text, mark: { from, to } } : { text });
  }
  return phrases;
}

const joined: ReadonlySet<string> = new Set(['source', 'sourcePort', 'destination', 'destinationPort']);
const marks: ReadonlySet<string> = new Set(['mark', 'connectionMark']);
const addresses: ReadonlySet<string> = new Set(['source', 'destination']);
const hexadecimal: ReadonlySet<string> = new Set(['mark', 'connectionMark', 'tos']);

const named: readonly Field[] = [
  'protocol',
  'icmpType',
  'icmpCode',
  'tcpFlags',
  'inInterface',
  'outInterface',
  'mark',
  'connectionMark',
  'tos',
  'ttl',
  'length',
  'fragment',
  'packetType',
  'sourceMac',
  'uid',
  'gid',
  'ctState',
];
const words: ReadonlyMap<string, string> = new Map(named.map((field) => [field, fieldWords(field)]));

function keyWords(key: string): string {
  return words.get(key) ?? harmlessSentence(key);
}

/** A value of a packet's JSON form as a person writes it: marks and tos in hexadecimal. */
export function writeValue(key: string, value: ChangeValue): string {
  if (value === null) return addresses.has(key) ? 'unknown' : 'none';
  if (typeof value === 'number') return hexadecimal.has(key) ? writeMark(value) : String(value);
  return harmlessSentence(value);
}

function endpoint(state: State, address: string, port: string): string {
  const from = state[address] ?? null;
  return writeEndpoint(writeValue(address, from), state[port] ?? undefined);
}

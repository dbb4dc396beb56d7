import type { KeyedChance } from '../digest/digests.js';
import { alphabetOf, turnCharacter } from './alphabet.js';

/** So many characters before one decide what becomes of it: more than a kept name has, and few enough for a word of any length. */
const most = 64;

/**
 * Replaces names so that two of them begin with as many equal characters as before: what a wildcard such as `cali4+` matches, that of it matches
 * then. Letters stay letters, hexadecimal digits such. `kept` names stay what they are.
 */
export function nameMap(
  chance: KeyedChance,
  tag: number,
  kept: Iterable<string> = [],
): (name: string) => string {
  /** Characters with which kept names go on, by how they begin. */
  const ways = new Map<string, Set<string>>();
  for (const name of kept) {
    for (let at = 0; at < name.length; at++) {
      const before = name.slice(0, at);
      const next = ways.get(before) ?? new Set();
      ways.set(before, next.add(name.charAt(at)));
    }
  }
  const known = new Map<string, string>();
  /** What stands before a character turns it by so many places. Names share how they begin. */
  const turns = new Map<string, number>();
  const turnAfter = (before: string): number => {
    const turn =
      turns.get(before) ?? chance([tag, ...Array.from(before, (each) => each.charCodeAt(0))])[0] ?? 0;
    turns.set(before, turn);
    return turn;
  };
  const mapped = (before: string, character: string): string => {
    const stays = ways.get(before);
    if (stays?.has(character) === true) return character;
    const all = alphabetOf(character);
    if (all === undefined) return character;
    const free =
      stays === undefined ? all : Array.from(all, (each) => (stays.has(each) ? '' : each)).join('');
    return turnCharacter(character, free, turnAfter(before));
  };
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    let result = '';
    for (let at = 0; at < name.length; at++) {
      result += mapped(name.slice(Math.max(0, at - most), at), name.charAt(at));
    }
    known.set(name, result);
    return result;
  };
}

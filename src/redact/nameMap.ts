import { sipHash, type Key } from './sipHash.js';

/** So many characters before one decide what becomes of it: more than a kept name has, and few enough for a word of any length. */
const most = 64;

/**
 * Replaces names so that two of them begin with as many equal characters as before: what a wildcard such as `cali4+` matches, that of it matches
 * then. Letters stay letters, hexadecimal digits such. `kept` names stay what they are.
 */
export function nameMap(key: Key, tag: number, kept: Iterable<string> = []): (name: string) => string {
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
  const mapped = (before: string, character: string): string => {
    const stays = ways.get(before);
    if (stays?.has(character) === true) return character;
    const all = alphabets.find((alphabet) => alphabet.includes(character));
    if (all === undefined) return character;
    const free =
      stays === undefined ? all : Array.from(all, (each) => (stays.has(each) ? '' : each)).join('');
    const turn = sipHash(key, [tag, ...Array.from(before, (each) => each.charCodeAt(0))]);
    return free.charAt((free.indexOf(character) + turn) % free.length);
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

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, index) => from + index));

/** Characters become others of the same: hexadecimal digits, those of base 32, the bytes that go on in UTF-8. The rest stays. */
const alphabets: readonly string[] = [
  'abcdef',
  'ghijklmnopqrstuvwxyz',
  'ABCDEF',
  'GHIJKLMNOPQRSTUVWXYZ',
  '0189',
  '234567',
  range(0x80, 0xbf),
];

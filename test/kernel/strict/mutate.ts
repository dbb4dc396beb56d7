import type { Dice } from '../random/dice.js';

/** A dump with one fault, and which fault that is. */
export interface Mutant {
  readonly text: string;
  readonly fault: string;
  /** 1-based; where the fault was put. */
  readonly line: number;
  /** The line as it became. */
  readonly written: string;
}

type Words = readonly string[];
type Change = (words: Words, at: number, dice: Dice, dump: readonly string[]) => Words;

const numbers = [
  '-1', '0', '1', '3', '33', '64', '129', '255', '256', '1023', '65535', '65536', '4294967295', '4294967296',
  '18446744073709551615', '18446744073709551616', '0x', '0x1g', '0xffff', '010', '08', '1a', '1.5', '+1', '1:', ':1', '2:1', '1:2:3',
  '1-2', '1/1', '1/', '/1', '1,2', '1,,2', '1,', '""', '" 1"', '0x100000000/0x1',
] as const; // prettier-ignore
const addresses = [
  '256.1.1.1', '1.2.3', '1.2.3.4.5', '10/8', '10.1/16', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/-1', '1.2.3.4/255.255.0.255', '1.2.3.4/255.0',
  '1.2.3.4/0', '0/0', '010.1.1.1', '0x7f.0.0.1', '1.2.3.4,5.6.7.8', '1.2.3.4,', '1.2.3.4-1.2.3.9', '1.2.3.9-1.2.3.4', 'no.such.host', '::',
  '::1', '::1/129', '::1/128', '2001:db8::1::2', '2001:db8::/32', '12345::', '::ffff:1.2.3.4', '::1/ffff::', '::1-::9', '[::1]:80',
  '1.2.3.4:80', '1.2.3.4:80-90', '1.2.3.4:0', 'fe80::1%eth0', '/24', '1.2.3.4/24/24', '1..3.4', '1.2.3.4/08',
] as const; // prettier-ignore
const names = [
  'tcp', 'udp', 'icmp', 'all', 'TCP', 'tpc', 'esp', 'ipv6-icmp', 'INPUT', 'FORWARD', 'ACCEPT', 'accept', 'DROP', 'RETURN', 'REJECT', 'LOG', 'MARK',
  'no-such-chain', 'nosuch', 'ssh', 'http', 'eth0', 'averyverylonginterface', 'eth0+', '+', 'src', 'dst', 'src,dst', 'hosts', 'NEW', 'NEW,NEWER',
  'a-chain-name-that-is-far-too-long-for-it', '-', '--', '!', '-j', '-A', '-m', '-p', '-s', '-x', '-q', '--dport', '--sport', '--mark', '--syn', '--comment',
  '--to-destination', '--icmp-type', '--set-xmark', '--ctstate', '--limit', '--src', '--dst', '--in', '--out', '--proto', '-f', '-4', '-6', '-v', '-n', '-t',
  '--jump', '--goto', '-g', '-i', '-o', '-c', '-w', '--wait', '--modprobe', '--line-numbers', '-h', '--help', '-V', '--version',
] as const; // prettier-ignore

function replaced(words: Words, at: number, ...by: readonly string[]): Words {
  return [...words.slice(0, at), ...by, ...words.slice(at + 1)];
}

function other(words: Words, dice: Dice): number {
  return dice.number(words.length);
}

/** Characters for a slip of the finger. */
const typing = 'aZ019-_.:/,"!\\ \t\'[]=+*#|';

const changes: Readonly<Record<string, Change>> = {
  'word dropped': (words, at) => replaced(words, at),
  'word doubled': (words, at) => replaced(words, at, words[at] ?? '', words[at] ?? ''),
  'words swapped': (words, at) =>
    at + 1 < words.length ? [...words.slice(0, at), words[at + 1] ?? '', words[at] ?? '', ...words.slice(at + 2)] : words,
  'words exchanged': (words, at, dice) => {
    const to = other(words, dice);
    return words.map((word, index) => (index === at ? words[to] : index === to ? words[at] : word) ?? word);
  },
  'a number': (words, at, dice) => replaced(words, digitsNear(words, at), dice.pick(numbers)),
  'an address': (words, at, dice) => replaced(words, dottedNear(words, at), dice.pick(addresses)),
  'a name': (words, at, dice) => replaced(words, at, dice.pick(names)),
  'a word too many': (words, at, dice) => replaced(words, at, words[at] ?? '', dice.pick(names)),
  'option of another rule': (words, at, dice, dump) => {
    const stranger = (dump[dice.number(dump.length)] ?? '').split(' ');
    const options = stranger.flatMap((word, index) => (word.startsWith('-') ? [index] : []));
    const from = options[dice.number(Math.max(options.length, 1))] ?? 0;
    const end = options.find((index) => index > from) ?? stranger.length;
    return replaced(words, at, words[at] ?? '', ...stranger.slice(from, end));
  },
  'value of another rule': (words, at, dice, dump) => {
    const stranger = (dump[dice.number(dump.length)] ?? '').split(' ');
    return replaced(words, at, stranger[dice.number(stranger.length)] ?? '');
  },
  'a bang': (words, at) => [...words.slice(0, at), '!', ...words.slice(at)],
  'joined with =': (words, at) =>
    at + 1 < words.length ? [...words.slice(0, at), `${words[at] ?? ''}=${words[at + 1] ?? ''}`, ...words.slice(at + 2)] : words,
  joined: (words, at) =>
    at + 1 < words.length ? [...words.slice(0, at), `${words[at] ?? ''}${words[at + 1] ?? ''}`, ...words.slice(at + 2)] : words,
  'other case': (words, at) => {
    const word = words[at] ?? '';
    return replaced(words, at, word === word.toLowerCase() ? word.toUpperCase() : word.toLowerCase());
  },
  'word cut': (words, at, dice) => {
    const word = words[at] ?? '';
    return replaced(words, at, word.slice(0, dice.number(word.length + 1)));
  },
  'character dropped': (words, at, dice) => {
    const word = words[at] ?? '';
    const place = dice.number(word.length);
    return replaced(words, at, word.slice(0, place) + word.slice(place + 1));
  },
  'character typed': (words, at, dice) => {
    const word = words[at] ?? '';
    const place = dice.number(word.length + 1);
    return replaced(words, at, word.slice(0, place) + (typing[dice.number(typing.length)] ?? '') + word.slice(place));
  },
  'character replaced': (words, at, dice) => {
    const word = words[at] ?? '';
    const place = dice.number(word.length);
    return replaced(words, at, word.slice(0, place) + (typing[dice.number(typing.length)] ?? '') + word.slice(place + 1));
  },
  'line cut': (words, _, dice) => {
    const line = words.join(' ');
    return [line.slice(0, dice.number(line.length))];
  },
  'renumbered': (words, at, dice) => {
    const place = digitsNear(words, at);
    return replaced(words, place, (words[place] ?? '').replace(/\d+/, () => dice.pick(numbers)));
  },
}; // prettier-ignore

function near(words: Words, at: number, fits: RegExp): number {
  for (let step = 0; step < words.length; step++) {
    const index = (at + step) % words.length;
    if (fits.test(words[index] ?? '')) return index;
  }
  return at;
}

function digitsNear(words: Words, at: number): number {
  return near(words, at, /^[\dx:/,-]*\d[\da-fx:/,-]*$/i);
}

function dottedNear(words: Words, at: number): number {
  return near(words, at, /\d\.\d|::/);
}

type LineChange = (lines: readonly string[], at: number, dice: Dice) => readonly string[];

const lineChanges: Readonly<Record<string, LineChange>> = {
  'line dropped': (lines, at) => lines.toSpliced(at, 1),
  'line doubled': (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  'lines swapped': (lines, at) => lines.toSpliced(at, 2, lines[at + 1] ?? '', lines[at] ?? ''),
  'line moved': (lines, at, dice) => lines.toSpliced(at, 1).toSpliced(dice.number(lines.length), 0, lines[at] ?? ''),
  'dump cut': (lines, at, dice) => [...lines.slice(0, at), (lines[at] ?? '').slice(0, dice.number((lines[at] ?? '').length + 1))],
  'carriage return': (lines, at) => lines.with(at, `${lines[at] ?? ''}\r`),
  'blank before': (lines, at) => lines.with(at, ` ${lines[at] ?? ''}`),
  'blank behind': (lines, at) => lines.with(at, `${lines[at] ?? ''} `),
  noise: (lines, at, dice) =>
    lines.toSpliced(at, 0, dice.pick(['', ' ', '...', '[root@node ~]# iptables-save', '$ ', '```', 'COMMIT', '*nat', '*nosuch', ':C - [0:0]', ':C ACCEPT [0:0]', '# x', '-N C', '-P INPUT DROP', '-F', 'iptables-save: error'])),
}; // prettier-ignore

/** Lines on which a change of words says something. */
function isWorthIt(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}

/** Puts one fault into a dump; the same dice make the same fault. */
export function mutate(text: string, dice: Dice): Mutant {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (;;) {
    const at = dice.number(lines.length);
    const line = lines[at] ?? '';
    if (!isWorthIt(line)) continue;
    const changed = dice.chance(0.12) ? changeLines(lines, at, dice) : changeWords(lines, at, dice);
    const mutant = changed.lines.join('\n') + (changed.fault === 'dump cut' ? '' : '\n');
    if (mutant === text) continue;
    return { text: mutant, fault: changed.fault, line: at + 1, written: changed.lines[at] ?? '' };
  }
}

interface Changed {
  readonly lines: readonly string[];
  readonly fault: string;
}

function changeLines(lines: readonly string[], at: number, dice: Dice): Changed {
  const [fault, change] = pickEntry(lineChanges, dice);
  return { lines: change(lines, at, dice), fault };
}

function changeWords(lines: readonly string[], at: number, dice: Dice): Changed {
  const [fault, change] = pickEntry(changes, dice);
  const words = (lines[at] ?? '').split(' ');
  return { lines: lines.with(at, change(words, dice.number(words.length), dice, lines).join(' ')), fault };
}

function pickEntry<T>(table: Readonly<Record<string, T>>, dice: Dice): readonly [string, T] {
  const entries = Object.entries(table);
  const entry = entries[dice.number(entries.length)];
  if (entry === undefined) throw new Error('nothing to pick from');
  return entry;
}

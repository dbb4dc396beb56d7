import type { Family } from '../../../src/netfilter/hooks.js';
import type { Dice } from '../random/dice.js';

/** The members of each set, as `ipset save` writes them. */
export type SetMembers = ReadonlyMap<string, readonly string[]>;

export function readSetMembers(ipsets: string): SetMembers {
  const members = new Map<string, string[]>();
  for (const line of ipsets.split('\n')) {
    const [command, name = '', member = ''] = line.split(' ');
    if (command === 'create') members.set(name, []);
    if (command === 'add' && !line.includes(' nomatch')) members.get(name)?.push(member);
  }
  return members;
}

/** A member of a set, or of a set that it lists. */
export function someMember(dice: Dice, sets: SetMembers, name: string): string | undefined {
  const members = sets.get(name) ?? [];
  const member = members[dice.number(members.length)];
  const within = member === undefined ? undefined : sets.get(member);
  return within === undefined ? member : within[dice.number(within.length)];
}

/** Of a node whose sets nobody saved: each set that the rules ask, by as many flags as it has dimensions, with some of the `known` addresses. */
export function missingSets(
  dice: Dice,
  family: Family,
  dump: string,
  ipsets: string,
  known: readonly string[],
): string {
  const made = new Map<string, string>();
  for (const [, quoted, bare, flags = ''] of dump.matchAll(
    /--(?:match|add|del|map)-set (?:"([^"]*)"|(\S+)) ([\w,]+)/g,
  )) {
    const name = quoted ?? bare ?? '';
    if (made.has(name) || ipsets.split('\n').some((line) => line.startsWith(`create ${name} `))) continue;
    const { type, suffix } = shapeOf(flags, family);
    const lines = known
      .filter(() => dice.chance(0.5))
      .slice(0, 20)
      .map((address) => `add ${name} ${address}${suffix(address)}\n`);
    made.set(name, `create ${name} ${type} family ${family === 4 ? 'inet' : 'inet6'}\n${lines.join('')}`);
  }
  return [...made.values()].join('');
}

function shapeOf(
  flags: string,
  family: Family,
): { readonly type: string; readonly suffix: (address: string) => string } {
  switch (flags.split(',').length) {
    case 2:
      return { type: 'hash:ip,port', suffix: () => ',tcp:80' };
    case 3:
      return { type: 'hash:ip,port,ip', suffix: (address) => `,tcp:80,${address}` };
    default:
      return { type: 'hash:net', suffix: () => (family === 4 ? '/32' : '/128') };
  }
}

import type { InterfaceName } from './survey.js';

/**
 * Interfaces as far as rules can tell them apart. Class 0 is no interface at all; the names that begin alike stand side by
 * side, so that a wildcard is one range of classes.
 */
export interface InterfaceClasses {
  /** What each class stands for, by its number: a name, or all others that begin so (`rest`). The first is the empty name. */
  readonly names: readonly { readonly name: string; readonly rest: boolean }[];
  /** An example of each class, by its number; the first is the empty name. */
  readonly examples: readonly string[];
  /** Classes that a name of the rules stands for, inclusive; undefined for none. */
  rangeOf(name: string, wildcard: boolean): readonly [low: number, high: number] | undefined;
  /** The class of an interface that a packet really has. */
  classOf(actual: string): number;
}

/** A point on the line of all names in their order: an exact name, or the rest of those that begin so. */
interface Entry {
  readonly name: string;
  readonly rest: boolean;
}

/** Makes classes of the names that rules write; one more stands for all other interfaces. */
export function interfaceClasses(names: readonly InterfaceName[]): InterfaceClasses {
  // Rules or not, what a node sends to itself goes by lo.
  const exact = new Set<string>(['lo']);
  const prefixes = new Set<string>(['']);
  for (const { name, wildcard } of names) if (name !== '') (wildcard ? prefixes : exact).add(name);
  const entries: Entry[] = [
    ...[...prefixes].map((name) => ({ name, rest: true })),
    ...[...exact].map((name) => ({ name, rest: false })),
  ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : Number(b.rest) - Number(a.rest)));
  const classes = [{ name: '', rest: false }, ...entries];
  const taken = new Set(exact);
  const positions = new Map(classes.map(({ name, rest }, index) => [`${rest ? '+' : '='}${name}`, index]));
  const longest = [...prefixes].sort((a, b) => b.length - a.length);
  return {
    names: classes,
    examples: classes.map(({ name, rest }) => (rest ? exampleOf(name, prefixes, taken) : name)),
    rangeOf(name, wildcard) {
      if (!wildcard) {
        const only = positions.get(`=${name}`);
        return only === undefined ? undefined : [only, only];
      }
      // An empty prefix holds for a packet without interface, too.
      if (name === '') return [0, classes.length - 1];
      const first = positions.get(`+${name}`);
      if (first === undefined) return undefined;
      let last = first;
      while (classes[last + 1]?.name.startsWith(name) === true) last++;
      return [first, last];
    },
    classOf(actual) {
      const own = positions.get(`=${actual}`);
      if (own !== undefined) return own;
      const prefix = longest.find((one) => actual.startsWith(one)) ?? '';
      return positions.get(`+${prefix}`) ?? 0;
    },
  };
}

const endings = Array.from(
  'x0123456789abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.@#%',
  (ending) => ending,
);

/** A name of the class `prefix+` that no other class has; `eth9` where any would do. */
function exampleOf(prefix: string, prefixes: ReadonlySet<string>, taken: ReadonlySet<string>): string {
  const longer = [...prefixes].filter((other) => other.length > prefix.length && other.startsWith(prefix));
  const stems = [
    ...(prefix === '' ? ['eth', 'if'] : []),
    prefix,
    ...endings.map((ending) => `${prefix}${ending}`),
  ];
  const stem = stems.find(
    (one) => one !== '' && !longer.some((other) => other.startsWith(one) || one.startsWith(other)),
  );
  for (let number = 9; ; number++) {
    const name = `${stem ?? `${prefix}?`}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Where the keys and values of a JSON text stand. Offsets are 0-based, in characters. */
export interface JsonPlaces {
  /** By path (`["lint","failOn"]` as JSON): where the key of an object begins, or the item of an array. */
  readonly keys: ReadonlyMap<string, number>;
  /** Keys that an object has twice, by path. */
  readonly twice: ReadonlyMap<string, number>;
}

interface Open {
  readonly kind: '{' | '[';
  /** Of what is read now. */
  key: string | number;
  /** A key is expected next. */
  atKey: boolean;
}

/** Parts that stand deeper are not told apart: each path is kept as a whole. */
const deepest = 200;

/** Goes over the words of a text that is known to be JSON. */
export function jsonPlaces(text: string): JsonPlaces {
  const keys = new Map<string, number>();
  const twice = new Map<string, number>();
  const open: Open[] = [];
  for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const inner = open.at(-1);
    if (word === '{' || word === '[') {
      if (inner?.kind === '[') put(index);
      open.push({ kind: word, key: word === '[' ? 0 : '', atKey: word === '{' });
    } else if (word === '}' || word === ']') {
      open.pop();
    } else if (inner === undefined || word === ':') {
      continue;
    } else if (word === ',') {
      if (typeof inner.key === 'number') inner.key++;
      inner.atKey = inner.kind === '{';
    } else if (inner.atKey) {
      inner.key = JSON.parse(word) as string;
      inner.atKey = false;
      put(index);
    } else if (inner.kind === '[') {
      put(index);
    }
  }
  return { keys, twice };

  function put(at: number): void {
    if (open.length > deepest) return;
    const path = JSON.stringify(open.map(({ key }) => key));
    (keys.has(path) ? twice : keys).set(path, at);
  }
}

import type { Dump, Line } from '../../src/ast/ast.js';

const keys = [
  ...['kind', 'line', 'ending', 'raw', 'code', 'says', 'before', 'counters', 'command', 'chain', 'position'],
  ...['name', 'policy', 'options', 'commandAt', 'after'],
];

/** The lines of a dump with every part they have, whether that is kept or made when asked for. */
export function plainLines(dump: Dump): readonly Readonly<Record<string, unknown>>[] {
  return dump.lines.map(plainLine);
}

export function plainLine(line: Line): Readonly<Record<string, unknown>> {
  const parts = new Map<string, unknown>(Object.entries(line));
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value: unknown = parts.has(key) ? parts.get(key) : Reflect.get(line, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

import type { TableName } from '../../netfilter/hooks.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import type { Ordinal } from '../jsonNumbers.js';
import { decodeText } from '../sentence.js';

/** A rule of a dump. */
export interface JsonPlace {
  readonly table: TableName;
  readonly chain: string;
  readonly number: Ordinal;
  readonly line: Ordinal;
}

export function placeToJson({ table, chain, number, line }: BoundRule): JsonPlace {
  return { table, chain: decodeText(chain), number, line };
}

import type { Prefix } from '../node/node.js';
import { readPrefix } from '../node/readPrefix.js';
import { UsageError } from './usageError.js';

/**
 * Reads the values of an option that takes prefixes.
 * @throws UsageError at the first that is none
 */
export function prefixesOf(option: string, texts: readonly string[] = []): readonly Prefix[] {
  return texts.map((text) => {
    const prefix = readPrefix(text);
    if (prefix === undefined)
      throw new UsageError(
        `${option}: "${text}" is no address or prefix such as 10.0.0.1 or 10.0.0.0/24`,
        option,
      );
    return prefix;
  });
}

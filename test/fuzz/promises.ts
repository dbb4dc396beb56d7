import { runInNewContext } from 'node:vm';

/** How many inputs the readers are given in all; a nightly run asks for a million. */
export const fuzzedInputs = Number(process.env['CALITRACE_FUZZED_INPUTS'] ?? 6000);

const guarded = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Map.prototype,
] as const;
const before = guarded.map(ownKeys);

function ownKeys(object: object): string {
  return Reflect.ownKeys(object).map(String).join(' ');
}

/** What was put where all objects have it, or undefined. */
export function prototypeFault(): string | undefined {
  const index = guarded.findIndex((object, at) => ownKeys(object) !== before[at]);
  const changed = guarded[index];
  return changed === undefined ? undefined : `something was put into a prototype: ${ownKeys(changed)}`;
}

/** All that a terminal obeys or hides, but for the line feed. */
const obeyed =
  /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

/** The first character of an output that must not be there, with what stands around it; undefined where there is none. */
export function outputFault(output: string): string | undefined {
  const at = output.search(obeyed);
  return at < 0
    ? undefined
    : `character ${output.charCodeAt(at).toString(16)} in ${JSON.stringify(output.slice(Math.max(0, at - 40), at + 40))}`;
}

/**
 * Runs work that never waits, and ends it where it hangs. The limit is far above what any of it takes: a hang is told, time is not measured.
 * `current` says what was worked on.
 */
export function unlessItHangs(work: () => void, current: () => string): void {
  try {
    runInNewContext('work()', { work }, { timeout: 120_000 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new Error(`this hangs: ${JSON.stringify(current().slice(0, 2000))}`);
    throw error;
  }
}

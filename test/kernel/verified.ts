import { processPrograms } from '../../src/cli/processPrograms.js';
import type { JsonPath, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { JsonVerification } from '../../src/format/verify/json.js';
import { run, words } from '../cli/run.js';

const programs = processPrograms();

/** All ways of a packet through a dump that shows something on some of them. */
export async function waysOf(dump: string, options: readonly string[]): Promise<readonly JsonPath[]> {
  const { stdout } = await run(['trace', ...options, 'dump', '--format', 'json'], { files: { dump } });
  return (JSON.parse(stdout) as JsonTrace).paths;
}

/** A packet that comes in has no mark: a program that the kernel of the test does not have would have to set it. */
export function canBeSent(options: readonly string[]): boolean {
  return !(options.includes('--mark') && options.includes('--iif'));
}

/** Whether the kernel does with a packet what calitrace says; undefined where it does not take the rules, or no node can send the packet. */
export async function verified(dump: string, options: readonly string[]) {
  const { stdout, stderr } = await run(['verify', ...options, 'dump', '--format', 'json'], {
    files: { dump },
    programs,
  });
  if (stdout === '') return undefined;
  const { agrees, difference } = JSON.parse(stdout) as JsonVerification;
  return { agrees, difference, stderr };
}

/** As `verified` says it where nothing differs. */
export const agreeing = { agrees: true, difference: undefined, stderr: '' };

/** What `calitrace verify` says of a packet; throws where the kernel cannot be asked. */
export async function verify({
  line,
  files,
}: {
  readonly line: string;
  readonly files: Readonly<Record<string, string>>;
}): Promise<JsonVerification> {
  const { stdout, stderr, status } = await run([...words(line), '--format', 'json'], { files, programs });
  if (stdout === '') throw new Error(stderr);
  const told = JSON.parse(stdout) as JsonVerification;
  if (status !== (told.agrees ? 0 : 1)) throw new Error(`status ${status}: ${stdout}`);
  return told;
}

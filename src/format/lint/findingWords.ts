import type { Finding, Place } from '../../lint/finding.js';
import type { WitnessPacket } from '../../witness/witnessPacket.js';
import { asIs } from '../describe.js';
import { harmless } from '../harmless.js';
import { harmlessSentence } from '../sentence.js';
import type { LintedDump, RulesOrigin } from './lintedDump.js';

/** `filter cali-pi-x rule 2`; `IPv6 filter (nft) INPUT rule 2` where a dump has both families and both backends. */
export function placeWords({ family, table, backend, chain, number }: Place): string {
  const which = backend === undefined ? '' : ` (${backend})`;
  return `${family === undefined ? '' : `IPv${family} `}${table}${which} ${harmless(chain)}${number === undefined ? '' : ` rule ${number}`}`;
}

/** Where the rules came from. */
export interface RulesSource {
  /** Its path, or `stdin`. */
  readonly name: string;
  /** Missing of a dump of which all rules were asked. */
  readonly origin?: RulesOrigin | undefined;
}

/**
 * The command that shows a packet's way through a dump; of a dump from a pipe without its name. The packet was made for the rules alone, so of a
 * snapshot or a machine they are taken out first: its routes and addresses would lead the packet elsewhere.
 */
export function traceCommand({ options }: WitnessPacket, { name, origin }: RulesSource): string {
  const file = name === 'stdin' ? [] : [name];
  const line = (words: readonly string[]): string => words.map(shellWord).join(' ');
  const trace = ['calitrace', 'trace', ...options];
  const only = origin?.backend === undefined ? [] : ['--backend', origin.backend];
  switch (origin?.from) {
    case undefined:
      return line([...trace, ...only, ...file]);
    case 'snapshot':
      return `${line(['calitrace', 'parse', ...only, ...file])} | ${line(trace)}`;
    case 'machine':
      return `calitrace snapshot | ${line(['calitrace', 'parse', ...only])} | ${line(trace)}`;
  }
}

/** Quoted where a shell would take it apart. */
function shellWord(word: string): string {
  const safe = harmlessSentence(word);
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", `'\\''`)}'`;
}

/**
 * A finding as plain lines for programs that show a text of their own layout: what was found where, the rule, its causes, the
 * counters, a packet, with names of the cluster where the dump has them. `mostCauses` causes are listed.
 */
export function findingLines(
  { name, origin, names }: Pick<LintedDump, 'name' | 'origin' | 'names'>,
  finding: Finding,
  mostCauses: number,
): readonly string[] {
  const beside = names?.beside ?? asIs;
  const { because, message, excerpt, evidence, witness } = finding;
  const left = because.length - mostCauses;
  return [
    beside(`${placeWords(finding)}: ${harmlessSentence(message)}`, true),
    ...(excerpt === undefined ? [] : [harmless(excerpt)]),
    ...because
      .slice(0, mostCauses)
      .map(
        (cause) =>
          `because of ${beside(placeWords(cause), true)}${cause.line === undefined ? '' : `, line ${cause.line}`}: ${harmless(cause.excerpt)}`,
      ),
    ...(left > 0 ? [`and of ${left} more`] : []),
    ...(evidence === undefined ? [] : [`counters: ${harmlessSentence(evidence)}`]),
    ...(witness === undefined
      ? []
      : [
          `for example ${beside(harmlessSentence(witness.end), true)}: ${traceCommand(witness, { name, origin })}`,
        ]),
  ];
}

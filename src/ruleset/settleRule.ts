import type { MatchExtension, RuleForm, TargetExtension } from '../extension/extension.js';
import type { OptionTable, Values } from '../extension/option.js';
import { protocolName } from '../netfilter/protocols.js';
import type { Word } from '../ast/ast.js';
import { closeScope, problemAt, settingsOf } from './readOptions.js';
import type { OptionScope } from './readOptions.js';
import type { LoadedMatch, RuleReading, TablePlace } from './ruleReading.js';
import type { RuleValues } from './ruleOptions.js';

/** A rule that was read, its options looked at together: what is wrong with them is among the problems of the reading. */
export interface SettledRule {
  readonly own: RuleValues;
  readonly form: RuleForm;
  /** Of what was loaded, in order, the values; undefined where it could not be read. */
  readonly matches: readonly (Values<OptionTable> | undefined)[];
  /** Of a target that is no chain; undefined where it could not be read. */
  readonly target: Values<OptionTable> | undefined;
}

/** Looks at what a rule's options say together. Nothing is made of them yet. */
export function settleRule(reading: RuleReading): SettledRule {
  const own = settingsOf(reading.own) as RuleValues;
  const settling: Settling = { reading, form: formOf(reading.place, own.protocol), valuesWanted: true };
  const matches = reading.loaded.map((loaded) =>
    loaded.kind === 'match' ? settleMatch(settling, loaded.match) : undefined,
  );
  return { own, form: settling.form, matches, target: settleTarget(settling) };
}

/** The same for who asks only what is wrong. */
export function judgeTogether(reading: RuleReading): void {
  const protocol = reading.own.given.get('protocol')?.[0] as RuleValues['protocol'];
  const settling: Settling = { reading, form: formOf(reading.place, protocol), valuesWanted: false };
  for (const loaded of reading.loaded) if (loaded.kind === 'match') settleMatch(settling, loaded.match);
  settleTarget(settling);
}

/** What matches and targets may know of a rule when they look at their options; `protocol`: of its -p. */
export function formOf(place: TablePlace, protocol: RuleValues['protocol']): RuleForm {
  return {
    family: place.family,
    table: place.table,
    protocol: protocol?.value ?? 0,
    protocolNegated: protocol?.negated ?? false,
    writer: place.writer,
  };
}

interface Settling {
  readonly reading: RuleReading;
  readonly form: RuleForm;
  /** Otherwise none are given for what has no checks of its own. */
  readonly valuesWanted: boolean;
}

function settleMatch(
  settling: Settling,
  { extension, scope, named, bad }: LoadedMatch,
): Values<OptionTable> | undefined {
  const { reading, form } = settling;
  const values = settleScope(settling, extension, scope, named, bad);
  const { protocols } = extension;
  if (protocols === undefined || (!form.protocolNegated && protocols.includes(form.protocol))) {
    return values;
  }
  const names = protocols.map(protocolName).join(', ');
  reading.problems.push(
    problemAt(named, 'missing-protocol', `-m ${extension.name} needs -p with one of: ${names}`),
  );
  return undefined;
}

/** The values of an extension that go together; `bad`: one of them could not be read. */
function settleScope(
  { reading, form, valuesWanted }: Settling,
  extension: MatchExtension | TargetExtension,
  scope: OptionScope,
  named: Word,
  bad: boolean,
): Values<OptionTable> | undefined {
  const problems = closeScope(scope, named);
  if (problems.length > 0) {
    for (const problem of problems) reading.problems.push(problem);
    return undefined;
  }
  if (bad || (!valuesWanted && extension.check === undefined)) return undefined;
  const values = settingsOf(scope) as Values<OptionTable>;
  const broken = extension.check?.(values, form);
  if (broken === undefined) return values;
  reading.problems.push(problemAt(named, 'bad-combination', `${extension.name}: ${broken}`));
  return undefined;
}

function settleTarget(settling: Settling): Values<OptionTable> | undefined {
  const { reading } = settling;
  const { target, targetBad, place } = reading;
  if (target === undefined) return undefined;
  const { extension, scope, named, name, isChain } = target;
  if (extension !== undefined && scope !== undefined) {
    return settleScope(settling, extension, scope, named, targetBad);
  }
  if (!targetBad && !isChain) {
    reading.problems.push(
      problemAt(
        named,
        'unknown-target',
        `${place.table} has no chain "${name}" and calitrace knows no target of that name`,
        'in an excerpt the chain may have been left out; a path that gets there ends there',
      ),
    );
  }
  return undefined;
}

import type { RuleLine } from '../ast/ast.js';
import { writeRule } from '../ast/writeDump.js';
import type { Condition } from '../condition/condition.js';
import type { RuleContext } from '../extension/extension.js';
import type { OptionTable, Values } from '../extension/option.js';
import type { MaskedAddress } from '../extension/types/addresses.js';
import { protocolName } from '../netfilter/protocols.js';
import { closeScope, problemAt, settingsOf } from './readOptions.js';
import type { RuleProblem } from './readOptions.js';
import { readRule } from './readRule.js';
import type { LoadedMatch, RulePlace, RuleReading } from './readRule.js';
import { ruleCondition } from './ruleOptions.js';
import type { RuleValues } from './ruleOptions.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';

export interface Binding {
  /** More than one where -s or -d list several addresses, as iptables-restore makes them. */
  readonly rules: readonly BoundRule[];
  readonly problems: readonly RuleProblem[];
}

/** Turns one rule of the dump into conditions, effects and a verdict. */
export function bindRule(rule: RuleLine, place: RulePlace): Binding {
  const reading = readRule(rule, place);
  return { rules: buildRules(reading, rule), problems: reading.problems };
}

/** The rules that a reading says; what is wrong with its matches and target together is added to its problems. */
export function buildRules(reading: RuleReading, rule: RuleLine): BoundRule[] {
  const { place } = reading;
  if (reading.skipped) return [];
  const values = settingsOf(reading.own) as RuleValues;
  const comments: string[] = [];
  const context = contextOf(place, values);
  const matches = reading.loaded.map((loaded) =>
    loaded.kind === 'match'
      ? bindMatch(reading, loaded.match, context, comments)
      : askAbout(loaded.unread.name, loaded.unread.words.join(' '), context),
  );
  const action = bindAction(reading, values, context);
  const sources: readonly (MaskedAddress | undefined)[] = values.source?.value ?? [undefined];
  const destinations: readonly (MaskedAddress | undefined)[] = values.destination?.value ?? [undefined];
  const text = writeRule(rule);
  const rules: BoundRule[] = [];
  for (const source of sources) {
    for (const destination of destinations) {
      rules.push({
        table: place.table,
        chain: place.chain,
        number: place.number + rules.length,
        line: rule.line,
        text,
        matches: [
          { name: 'rule', condition: ruleCondition(values, source, destination), effects: [] },
          ...matches,
        ],
        action,
        comments,
      });
    }
  }
  return rules;
}

/** What matches and targets may know of a rule. */
export function contextOf(place: RulePlace, values: RuleValues): RuleContext {
  return {
    family: place.family,
    table: place.table,
    name: `${place.table}/${place.chain}:${place.number}`,
    protocol: values.protocol?.value ?? 0,
    protocolNegated: values.protocol?.negated ?? false,
    writer: place.writer,
  };
}

function bindMatch(
  reading: RuleReading,
  loaded: LoadedMatch,
  context: RuleContext,
  comments: string[],
): BoundMatch {
  const { extension, scope, named } = loaded;
  const problems: RuleProblem[] = [...closeScope(scope, named)];
  const values = settingsOf(scope) as Values<OptionTable>;
  const broken = problems.length === 0 && !loaded.bad ? extension.check?.(values, context) : undefined;
  if (broken !== undefined)
    problems.push(problemAt(named, 'bad-combination', `${extension.name}: ${broken}`));
  const { protocols } = extension;
  if (protocols !== undefined && (context.protocolNegated || !protocols.includes(context.protocol))) {
    const names = protocols.map(protocolName).join(', ');
    problems.push(
      problemAt(named, 'missing-protocol', `-m ${extension.name} needs -p with one of: ${names}`),
    );
  }
  reading.problems.push(...problems);
  if (problems.length > 0 || loaded.bad) return askAbout(extension.name, `-m ${extension.name}`, context);
  const said = extension.says?.(values);
  if (said !== undefined) comments.push(said);
  return {
    name: extension.name,
    condition: extension.condition(values, context),
    effects: extension.effects?.(values, context) ?? [],
    ...(extension.joinsFragments === true ? { joinsFragments: true } : {}),
  };
}

/** A match that could not be read: never silently true. */
function askAbout(name: string, written: string, context: RuleContext): BoundMatch {
  const condition: Condition = {
    kind: 'ask',
    ask: {
      subject: `unread:${context.name}:${name}`,
      asks: `does "${written}" hold`,
      because: 'calitrace cannot read this part of the rule',
      reads: [],
      fresh: false,
    },
  };
  return { name, condition, effects: [] };
}

function bindAction(reading: RuleReading, values: RuleValues, context: RuleContext): Action {
  const { target, place } = reading;
  const name = target?.name ?? values.goto?.value ?? '-j';
  if (reading.targetBad && target?.extension === undefined) return { kind: 'unread', name };
  if (values.goto !== undefined && target === undefined) return { kind: 'goto', to: values.goto.value };
  if (target === undefined) return { kind: 'none' };
  if (target.extension === undefined || target.scope === undefined) {
    if (place.isChain(target.name)) return { kind: 'jump', to: target.name };
    reading.problems.push(
      problemAt(
        target.named,
        'unknown-target',
        `${place.table} has no chain "${target.name}" and calitrace knows no target of that name`,
        'in an excerpt the chain may have been left out; a path that gets there ends there',
      ),
    );
    return reading.unreadTargetWords.length > 0
      ? { kind: 'unread', name: target.name }
      : { kind: 'jump', to: target.name };
  }
  const problems: RuleProblem[] = [...closeScope(target.scope, target.named)];
  const settings = settingsOf(target.scope) as Values<OptionTable>;
  if (problems.length === 0 && !reading.targetBad) {
    const broken = target.extension.check?.(settings, context);
    if (broken !== undefined)
      problems.push(problemAt(target.named, 'bad-combination', `${target.name}: ${broken}`));
  }
  reading.problems.push(...problems);
  if (problems.length > 0 || reading.targetBad) return { kind: 'unread', name: target.name };
  const { joinsFragments } = target.extension;
  const joins = typeof joinsFragments === 'function' ? joinsFragments(settings) : joinsFragments === true;
  return {
    kind: 'target',
    name: target.name,
    outcome: target.extension.outcome(settings, context),
    ...(joins ? { joinsFragments: true } : {}),
  };
}

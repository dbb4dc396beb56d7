import type { RuleLine } from '../ast/ast.js';
import { writeRule } from '../ast/writeDump.js';
import type { Condition } from '../condition/condition.js';
import type { MatchExtension, RuleContext, TargetExtension } from '../extension/extension.js';
import type { OptionTable, Values } from '../extension/option.js';
import type { MaskedAddress } from '../extension/types/addresses.js';
import type { RuleProblem } from './readOptions.js';
import { contextOfMatch } from './matchTurn.js';
import { countRules, readRule } from './readRule.js';
import type { ChainPlace, LoadedMatch, RuleReading } from './ruleReading.js';
import { ruleCondition } from './ruleOptions.js';
import type { RuleValues } from './ruleOptions.js';
import type { Action, BoundMatch, BoundRule } from './ruleset.js';
import { judgeTogether, settleRule } from './settleRule.js';
import type { SettledRule } from './settleRule.js';

export interface Binding {
  /** More than one where -s or -d list several addresses, as iptables-restore makes them. */
  readonly rules: readonly BoundRule[];
  readonly problems: readonly RuleProblem[];
}

/** What a binding tells beside the rules: how many there are, and what is wrong. */
export interface Judgement {
  readonly count: number;
  readonly problems: readonly RuleProblem[];
}

/** Turns one rule of the dump into conditions, effects and a verdict; `number` is its place in its chain, 1-based. */
export function bindRule(rule: RuleLine, place: ChainPlace, number: number): Binding {
  const reading = readRule(rule, place);
  return { rules: buildRules(reading, rule, number), problems: reading.problems };
}

/** What is wrong with a rule, and how many rules it makes: the same, but nothing is made of it. */
export function judgeRule(rule: RuleLine, place: ChainPlace): Judgement {
  const reading = readRule(rule, place);
  if (reading.skipped) return { count: 0, problems: reading.problems };
  judgeTogether(reading);
  return { count: countRules(reading), problems: reading.problems };
}

/** The rules that a reading says, of which the first has that number; what is wrong with its matches and target together is added to its problems. */
export function buildRules(reading: RuleReading, rule: RuleLine, first: number): BoundRule[] {
  const { place } = reading;
  if (reading.skipped) return [];
  const settled = settleRule(reading);
  const { own } = settled;
  const context: RuleContext = { ...settled.form, name: `${place.table}/${place.chain}:${first}` };
  const comments: string[] = [];
  const matches = reading.loaded.map((loaded, index) =>
    loaded.kind === 'match'
      ? bindMatch(
          loaded.match,
          settled.matches[index],
          contextOfMatch(reading.loaded, index, context),
          comments,
        )
      : askAbout(
          loaded.unread.name,
          loaded.unread.words.join(' '),
          contextOfMatch(reading.loaded, index, context),
        ),
  );
  const action = bindAction(reading, settled, context);
  const text = writeRule(rule);
  const rules: BoundRule[] = [];
  for (const source of sourcesOf(own)) {
    for (const destination of destinationsOf(own)) {
      rules.push({
        table: place.table,
        chain: place.chain,
        number: first + rules.length,
        line: rule.line,
        text,
        matches: [ownMatch(own, source, destination), ...matches],
        action,
        comments,
      });
    }
  }
  return rules;
}

const anyAddress: readonly undefined[] = [undefined];

function sourcesOf({ source }: RuleValues): readonly (MaskedAddress | undefined)[] {
  return source?.value ?? anyAddress;
}

function destinationsOf({ destination }: RuleValues): readonly (MaskedAddress | undefined)[] {
  return destination?.value ?? anyAddress;
}

function bindMatch(
  { extension }: LoadedMatch,
  values: Values<OptionTable> | undefined,
  context: RuleContext,
  comments: string[],
): BoundMatch {
  if (values === undefined) return askAbout(extension.name, `-m ${extension.name}`, context);
  const said = extension.says?.(values);
  if (said !== undefined) comments.push(said);
  return matchOf(extension, values, context);
}

/** What the rule's own options ask, of one address on each side. */
export function ownMatch(
  own: RuleValues,
  source: MaskedAddress | undefined,
  destination: MaskedAddress | undefined,
): BoundMatch {
  return { name: 'rule', condition: ruleCondition(own, source, destination), effects: noEffects };
}

/** What a match asks and changes. */
export function matchOf(
  extension: MatchExtension,
  values: Values<OptionTable>,
  context: RuleContext,
): BoundMatch {
  return {
    name: extension.name,
    condition: extension.condition(values, context),
    effects: extension.effects?.(values, context) ?? noEffects,
    ...(extension.joinsFragments === true ? { joinsFragments: true } : {}),
  };
}

const noEffects: BoundMatch['effects'] = [];

/** A match that could not be read: never silently true. */
function askAbout(name: string, written: string, context: RuleContext): BoundMatch {
  const condition: Condition = {
    kind: 'ask',
    ask: {
      subject: `unread:${context.name}:${name}`,
      asks: `does "${written}" hold`,
      because: 'calitrace cannot read this part of the rule',
      reads: [],
      // It may count, or draw, or ask for what has changed since.
      fresh: true,
    },
  };
  return { name, condition, effects: [] };
}

function bindAction(
  reading: RuleReading,
  { own, target: settings }: SettledRule,
  context: RuleContext,
): Action {
  const { target } = reading;
  const name = target?.name ?? own.goto?.value ?? '-j';
  if (reading.targetBad && target?.extension === undefined) return { kind: 'unread', name };
  if (own.goto !== undefined && target === undefined) return { kind: 'goto', to: own.goto.value };
  if (target === undefined) return { kind: 'none' };
  if (target.extension === undefined) {
    return target.isChain || reading.unreadTargetWords.length === 0
      ? { kind: 'jump', to: name }
      : { kind: 'unread', name };
  }
  if (settings === undefined) return { kind: 'unread', name };
  return actionOf(target.extension, name, settings, context);
}

/** What a target does. `name`: as after -j. */
export function actionOf(
  extension: TargetExtension,
  name: string,
  settings: Values<OptionTable>,
  context: RuleContext,
): Action {
  const { joinsFragments } = extension;
  const joins = typeof joinsFragments === 'function' ? joinsFragments(settings) : joinsFragments === true;
  return {
    kind: 'target',
    name,
    outcome: extension.outcome(settings, context),
    ...(joins ? { joinsFragments: true } : {}),
  };
}

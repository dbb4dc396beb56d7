import type { Outcome, TargetExtension } from '../../src/extension/extension.js';
import type { Family } from '../../src/netfilter/hooks.js';
import type { Effect } from '../../src/packet/effect.js';
import { bindText } from '../extension/support.js';

function bind(target: TargetExtension, options: string, family: Family): ReturnType<typeof bindText> {
  const cut = options.indexOf('| ');
  const before = cut < 0 ? '' : `${options.slice(0, cut)} `;
  const after = cut < 0 ? options : options.slice(cut + 2);
  return bindText({ matches: [], targets: [target] }, `${before}-j ${target.name} ${after}`, family);
}

/** Whether the target's options are taken as iptables-restore takes them. `-p tcp| --to-ports 1` puts words before -j. */
export function accepts(target: TargetExtension, options: string, family: Family = 4): 'OK' | 'refused' {
  return bind(target, options, family).problems.length === 0 ? 'OK' : 'refused';
}

/** What the target makes of a packet. Throws where the options are refused. */
export function outcomeOf(target: TargetExtension, options: string, family: Family = 4): Outcome {
  const { rule, problems } = bind(target, options, family);
  if (problems.length > 0) throw new Error(problems.join('; '));
  if (rule.action.kind !== 'target') throw new Error(`${target.name} was not bound`);
  return rule.action.outcome;
}

/** The effects of an outcome that asks nothing. */
export function effectsOf(target: TargetExtension, options: string, family: Family = 4): readonly Effect[] {
  return plain(outcomeOf(target, options, family)).effects;
}

/** Its verdict. */
export function verdictOf(target: TargetExtension, options: string, family: Family = 4): string {
  return plain(outcomeOf(target, options, family)).verdict;
}

/** The text of its one note. */
export function noteOf(target: TargetExtension, options: string, family: Family = 4): string | undefined {
  const [effect] = effectsOf(target, options, family);
  return effect?.kind === 'note' || effect?.kind === 'tcp-options' ? effect.text : undefined;
}

function plain(outcome: Outcome): Extract<Outcome, { kind: 'do' }> {
  if (outcome.kind !== 'do') throw new Error('the target asks first');
  return outcome;
}

/** An outcome in one line: `listener:queue 0 ? QUEUE : DROP`. */
export function sketch(outcome: Outcome): string {
  if (outcome.kind === 'do') return outcome.verdict;
  const { condition } = outcome;
  const asked = condition.kind === 'ask' ? condition.ask.subject : condition.kind;
  return `${asked} ? ${sketch(outcome.yes)} : ${sketch(outcome.no)}`;
}

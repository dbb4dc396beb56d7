import type { OptionNode, RuleLine } from '../../../src/ast/ast.js';
import { parse } from '../../../src/index.js';
import { isHook, type Hook } from '../../../src/netfilter/hooks.js';
import type { Dice } from '../random/dice.js';

/** One option of a rule, under its usual name. */
export interface Asked {
  readonly name: string;
  readonly negated: boolean;
  readonly words: readonly string[];
}

/** A rule as somebody reads it who wants a packet to match it. */
export interface DumpRule {
  readonly table: string;
  readonly chain: string;
  readonly asked: readonly Asked[];
}

export interface RuleBook {
  readonly rules: readonly DumpRule[];
  /** The rules that jump or go to a chain, by `table chain`. */
  readonly callers: ReadonlyMap<string, readonly DumpRule[]>;
  /** The rules that set marks. */
  readonly marking: readonly DumpRule[];
}

const usualNames: ReadonlyMap<string, string> = new Map([
  ['--source', '-s'],
  ['--src', '-s'],
  ['--destination', '-d'],
  ['--dst', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--protocol', '-p'],
  ['--proto', '-p'],
  ['--jump', '-j'],
  ['--goto', '-g'],
  ['--source-port', '--sport'],
  ['--source-ports', '--sports'],
  ['--destination-port', '--dport'],
  ['--destination-ports', '--dports'],
  ['--state', '--ctstate'],
]);

/** Reads the rules of a dump; what cannot be read is left out. */
export function readRuleBook(text: string): RuleBook {
  const rules: DumpRule[] = [];
  const callers = new Map<string, DumpRule[]>();
  let table = '';
  for (const line of parse(text).dump.lines) {
    if (line.kind === 'table') table = line.name.text;
    if (line.kind !== 'rule') continue;
    const rule = readRule(table, line);
    rules.push(rule);
    for (const { name, words } of rule.asked) {
      if (name !== '-j' && name !== '-g') continue;
      const key = `${table} ${words[0] ?? ''}`;
      const found = callers.get(key);
      if (found === undefined) callers.set(key, [rule]);
      else found.push(rule);
    }
  }
  return { rules, callers, marking: rules.filter((rule) => markSetBy(rule) !== undefined) };
}

function readRule(table: string, line: RuleLine): DumpRule {
  return { table, chain: line.chain.text, asked: line.options.map(readOption) };
}

function readOption({ name, negation, innerNegation, words }: OptionNode): Asked {
  return {
    name: usualNames.get(name.text) ?? name.text,
    negated: negation !== undefined || innerNegation !== undefined,
    words: words.map((word) => word.text),
  };
}

/** A way from a built-in chain to a rule: all that is asked on it, the rule's own options first. */
export interface WayToRule {
  readonly hook: Hook;
  readonly asked: readonly Asked[];
}

const longestWay = 40;

/** One of the ways to a rule; undefined where nothing leads there. */
export function wayTo(dice: Dice, book: RuleBook, rule: DumpRule): WayToRule | undefined {
  const asked = [...rule.asked];
  let { chain } = rule;
  for (let jumps = 0; jumps < longestWay; jumps++) {
    if (isHook(chain)) return { hook: chain, asked };
    const callers = book.callers.get(`${rule.table} ${chain}`) ?? [];
    const caller = callers[dice.number(callers.length)];
    if (caller === undefined) return undefined;
    asked.push(...caller.asked);
    chain = caller.chain;
  }
  return undefined;
}

/** The bits that a rule's target sets in the mark. */
export function markSetBy(rule: DumpRule): number | undefined {
  const option = rule.asked.find(({ name }) => /^--(?:set-mark|set-xmark|or-mark)$/.test(name));
  return option === undefined ? undefined : readMark(option.words[0] ?? '').value;
}

/** `value` or `value/mask`. */
export function readMark(text: string): { readonly value: number; readonly mask: number } {
  const [value = '', mask = '0xffffffff'] = text.split('/');
  return { value: Number(value) >>> 0, mask: Number(mask) >>> 0 };
}

import type { OptionNode } from '../ast/ast.js';
import { longName, problemAt } from './readOptions.js';
import type { RuleProblem } from './readOptions.js';

/** Of these iptables reads the word that holds the value, with whatever stands before it. @see iptables iptables/xshared.c do_parse (argv[optind - 1]) */
const takenWhole: ReadonlySet<string> = new Set([
  'protocol',
  'source',
  'destination',
  'in-interface',
  'out-interface',
  'jump',
]);

/** `-ieth0` asks for an interface called "-ieth0". */
export function withWholeWord(node: OptionNode, key: string): OptionNode {
  if (node.joined !== true || !key.endsWith('-interface')) return node;
  const [value, ...more] = node.words;
  if (value === undefined) return node;
  const equals = longName(node.name.text) === undefined ? '' : '=';
  return { ...node, words: [{ ...value, text: `${node.name.text}${equals}${value.text}` }, ...more] };
}

const noProblems: readonly RuleProblem[] = [];

/** What is wrong with an option in one word with its value. */
export function joinedProblems({ name, joined }: OptionNode, key: string): readonly RuleProblem[] {
  if (joined !== true || !takenWhole.has(key)) return noProblems;
  if (!key.endsWith('-interface')) {
    const hint = 'iptables takes the whole word for the value, and refuses it';
    return [problemAt(name, 'joined-option', `"${name.text}" needs a blank before its value`, hint)];
  }
  const hint = 'iptables takes the whole word for the name of an interface';
  const problem = problemAt(name, 'joined-option', `"${name.text}" needs a blank before its value`, hint);
  return [{ ...problem, severity: 'warning' }];
}

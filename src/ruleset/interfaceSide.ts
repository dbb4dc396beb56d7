import type { OptionNode } from '../ast/ast.js';
import { problemAt } from './readOptions.js';
import type { RuleProblem } from './readOptions.js';

const sentFrom: ReadonlySet<string> = new Set(['OUTPUT', 'POSTROUTING']);
const cameTo: ReadonlySet<string> = new Set(['INPUT', 'PREROUTING']);

const noProblems: readonly RuleProblem[] = [];

/**
 * -i where a packet came in by no interface, -o where none is chosen yet.
 * @see iptables iptables/xshared.c do_parse ("Can't use -%c with %s")
 */
export function wrongSide(chain: string, { name }: OptionNode, key: string): readonly RuleProblem[] {
  if (!isWrongSide(chain, key)) return noProblems;
  const side = key === 'in-interface' ? 'came in by no interface' : 'has no interface to leave by yet';
  return [problemAt(name, 'wrong-interface-side', `a packet in ${chain} ${side}: iptables refuses this`)];
}

export function isWrongSide(chain: string, key: string): boolean {
  const chains = key === 'in-interface' ? sentFrom : key === 'out-interface' ? cameTo : undefined;
  return chains?.has(chain) === true;
}
